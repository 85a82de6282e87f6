using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Sums;
using Lockstep.Rsync.Tokens;

namespace Lockstep.Rsync.Roles;

/// <summary>A connection on which both ends have agreed on everything.</summary>
internal sealed record RsyncSession
{
    /// <summary>What the peer says.</summary>
    public required RsyncReader Reader { get; init; }

    /// <summary>What we say.</summary>
    public required RsyncWriter Writer { get; init; }

    /// <summary>What both speak.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>The options of this run.</summary>
    public required RsyncOptions Options { get; init; }

    /// <summary>Whether this end is the server.</summary>
    public required bool IsServer { get; init; }

    /// <summary>The algorithm of transfers.</summary>
    public required Checksum Transfer { get; init; }

    /// <summary>The algorithm of lists.</summary>
    public required Checksum Listed { get; init; }

    /// <summary>How literal bytes are compressed.</summary>
    public required CompressionKind Compression { get; init; }

    /// <summary>Where words go.</summary>
    public required IRsyncConsole Console { get; init; }

    /// <summary>The users and groups of this machine.</summary>
    public required IIdNames Ids { get; init; }

    /// <summary>Which fields entries carry.</summary>
    public ListShape Shape => ListShape.Of(Options, Listed.DigestLength);

    /// <summary>Starts reading lists.</summary>
    public ListReader StartReadingLists()
    {
        bool isNumeric = Options.Preserve.NumericIds;
        var users = new IdMapping("usermap", Options.Preserve.UserMap, Ids.UserId, isNumeric, Tell);
        var groups = new IdMapping("groupmap", Options.Preserve.GroupMap, Ids.GroupId, isNumeric, Tell);
        return new ListReader(Reader, Shape, users, groups, new ListBudget(Options.MaxAlloc));

        void Tell(string text) => Console.Write(RsyncChannel.Error, text);
    }

    /// <summary>Starts writing lists.</summary>
    public ListWriter StartWritingLists() => new(Writer, Shape, Options.Preserve.NumericIds ? null : Ids);
}
