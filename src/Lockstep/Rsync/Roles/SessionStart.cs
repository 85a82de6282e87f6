using Lockstep.Native;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Sums;
using Lockstep.Rsync.Tokens;

namespace Lockstep.Rsync.Roles;

/// <summary>The beginning of a connection: versions, capabilities, algorithms and the seed.</summary>
internal sealed class SessionStart(RsyncReader reader, RsyncWriter writer, RsyncOptions options, IRsyncConsole console, IIdNames ids)
{
    private const int OldestThinkable = 20, NewestThinkable = 40;

    /// <summary>The version that both speak when a daemon's greeting told it; null to exchange numbers.</summary>
    public int? KnownVersion { get; init; }

    /// <summary>Whether this end sends.</summary>
    public bool IsSender { get; init; }

    private RsyncConnectionOptions Connection => options.Connection;

    /// <summary>Starts as the client.</summary>
    public RsyncSession AsClient()
    {
        reader.BeforeWait = writer.Flush;
        int version = KnownVersion ?? ExchangeVersions();
        CompatFlags compat = version >= 30 ? (CompatFlags)reader.ReadVariable() : CompatFlags.None;
        Speak(new Dialect(version, compat));
        (ChecksumKind transfer, CompressionKind compression) = Negotiate(isServer: false);
        return Session(reader.ReadInt32(), transfer, compression, isServer: false);
    }

    /// <summary>Starts as the server.</summary>
    /// <param name="capabilities">The letters by which the client told what it can do.</param>
    /// <param name="mayBeIncremental">Whether lists may come one directory at a time.</param>
    public RsyncSession AsServer(string capabilities, bool mayBeIncremental)
    {
        reader.BeforeWait = writer.Flush;
        int version = KnownVersion ?? ExchangeVersions();
        CompatFlags compat = version >= 30 ? Capabilities.Answer(capabilities, mayBeIncremental) : CompatFlags.None;
        Speak(new Dialect(version, compat));
        if (version >= 30)
        {
            writer.WriteVariable((int)compat);
        }

        (ChecksumKind transfer, CompressionKind compression) = Negotiate(isServer: true);
        int seed = Connection.ChecksumSeed != 0 ? Connection.ChecksumSeed : RandomSeed();
        writer.WriteInt32(seed);
        return Session(seed, transfer, compression, isServer: true);
    }

    private int ExchangeVersions()
    {
        writer.WriteInt32(Connection.Protocol);
        int theirs = reader.ReadInt32();
        if (theirs is < OldestThinkable or > NewestThinkable)
        {
            throw new RsyncException(RsyncExit.Protocol, "protocol version mismatch -- is your shell clean?\n(see the rsync manpage for an explanation)");
        }

        int version = Math.Min(theirs, Connection.Protocol);
        return version >= Dialect.Oldest
            ? version
            : throw new RsyncException(RsyncExit.Protocol, $"the peer speaks protocol {theirs}; the oldest that is supported is {Dialect.Oldest}");
    }

    private void Speak(Dialect dialect) => (reader.Dialect, writer.Dialect) = (dialect, dialect);

    private (ChecksumKind Transfer, CompressionKind Compression) Negotiate(bool isServer)
    {
        bool byName = reader.Dialect.HasVariableFlags;
        ChecksumKind? chosen = Chosen(Connection.TransferChecksum);
        bool namesChecksum = byName && chosen is null;
        bool namesCompression = byName && Connection.Compress && Connection.CompressChoice is null;
        string none = isServer ? " none" : "";
        if (namesChecksum)
        {
            Negotiation.WriteList(writer, ChecksumNames.Offer + none);
        }

        if (namesCompression)
        {
            Negotiation.WriteList(writer, CompressionNames.Offer + none);
        }

        ChecksumKind checksum = namesChecksum
            ? ChecksumNames.Find(Agree(ChecksumNames.Offer, isServer, "checksum"))!.Value
            : chosen ?? (reader.Dialect.Version >= 30 ? ChecksumKind.Md5 : ChecksumKind.OldMd4);
        CompressionKind compression = namesCompression
            ? CompressionNames.Find(Agree(CompressionNames.Offer, isServer, "compression"))!.Value
            : ChosenCompression();
        return (checksum, compression);
    }

    private string Agree(string offer, bool isServer, string what)
    {
        string[] ours = offer.Split(' ');
        string[] theirs = Negotiation.ReadList(reader, $"list of {what} names");
        return isServer ? Negotiation.Choose(theirs, ours, what) : Negotiation.Choose(ours, theirs, what);
    }

    private ChecksumKind? Chosen(string? name)
    {
        if (name is null || name.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        ChecksumKind kind = ChecksumNames.Find(name) ?? throw new RsyncException(RsyncExit.Unsupported, $"unknown checksum name: {name}");
        return kind == ChecksumKind.Md4 && reader.Dialect.Version < 30 ? ChecksumKind.OldMd4 : kind;
    }

    private CompressionKind ChosenCompression()
    {
        if (!Connection.Compress)
        {
            return CompressionKind.None;
        }

        string name = Connection.CompressChoice ?? "zlib";
        return CompressionNames.Find(name) ?? throw new RsyncException(RsyncExit.Unsupported, $"unknown compress name: {name}");
    }

    private RsyncSession Session(int seed, ChecksumKind transfer, CompressionKind compression, bool isServer)
    {
        writer.Flush();
        Dialect dialect = reader.Dialect;
        // A receiving client tells in frames, and in nothing else, what the sender may remove.
        bool framesFromClient = dialect.FramesFromClient || (options.RemoveSourceFiles && isServer == IsSender);
        if (isServer || framesFromClient)
        {
            writer.StartFrames();
        }

        if (!isServer || framesFromClient)
        {
            reader.StartFrames();
        }

        bool seedFirst = dialect.Has(CompatFlags.SeedFirst);
        ChecksumKind listed = Chosen(Connection.FileChecksum ?? Connection.TransferChecksum) ?? transfer;
        return new RsyncSession
        {
            Reader = reader,
            Writer = writer,
            Dialect = dialect,
            Options = options,
            IsServer = isServer,
            Transfer = new Checksum(transfer, seed, seedFirst),
            Listed = new Checksum(listed, seed, seedFirst),
            Compression = compression,
            Console = console,
            Ids = ids,
        };
    }

    private static int RandomSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        RandomBytes.Take(sizeof(int)).CopyTo(bytes);
        return BitConverter.ToInt32(bytes) | 1;
    }
}
