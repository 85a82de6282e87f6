using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Wire;

/// <summary>
/// The most a peer may send of anything. Each is checked before memory is taken or bytes are waited for; going over one is a
/// <see cref="ProtocolException"/>. The table in <c>docs/wire-protocol.md</c> repeats them.
/// </summary>
public static class WireLimits
{
    /// <summary>Most bytes of a frame's payload, as carried and after decompression: 4 MiB.</summary>
    public const int MaxPayload = 4 << 20;

    /// <summary>Length at which a message is cut into parts, and at which a list's part is full: 256 KiB.</summary>
    public const int PartLength = 256 << 10;

    /// <summary>Most bytes of a message with a list or a tree in it, all parts together: 512 MiB.</summary>
    public const int MaxBulkMessage = 512 << 20;

    /// <summary>Most bytes of a report of problems, all parts together: 64 MiB.</summary>
    public const int MaxReportMessage = 64 << 20;

    /// <summary>Most bytes of a content's signature: 16 MiB, somewhat more than the longest has.</summary>
    public const int MaxSignatureMessage = 16 << 20;

    /// <summary>Most bytes of a message that has no long list: 64 KiB.</summary>
    public const int MaxSmallMessage = 64 << 10;

    /// <summary>Most items of a list of changes, edits, differences or paths: as many as a snapshot may have entries.</summary>
    public const int MaxItems = SnapshotDecoder.MaxEntries;

    /// <summary>Most bytes of all paths of a list once they are spelled out, however little of them travels: 512 MiB.</summary>
    public const long MaxPathBytes = 512L << 20;

    /// <summary>Most bytes of the target's root path: PATH_MAX less its terminator.</summary>
    public const int MaxRoot = 4095;

    /// <summary>Most bytes of a one-line text for people: a cause, a note.</summary>
    public const int MaxText = 1024;

    /// <summary>Most bytes of a failure's message.</summary>
    public const int MaxFailureText = 8192;

    /// <summary>Most bytes of a name: an owner, a build, a platform.</summary>
    public const int MaxName = 255;

    /// <summary>Most notes of a target's state.</summary>
    public const int MaxNotes = 64;

    /// <summary>Most patterns of entries that do not hold a directory.</summary>
    public const int MaxPatterns = 1024;

    /// <summary>Most days that history may be kept: a hundred years.</summary>
    public const int MaxRetentionDays = 36_525;

    /// <summary>Most arguments, and most variables, of a command.</summary>
    public const int MaxArguments = 65_536;

    /// <summary>Most bytes of one argument or variable: MAX_ARG_STRLEN of Linux.</summary>
    public const int MaxArgument = 128 << 10;

    /// <summary>Most other clients that are served at once over one connection.</summary>
    public const int MaxChannels = 16;

    /// <summary>Most commands that run at once on one connection.</summary>
    public const int MaxCommands = 16;

    /// <summary>Most bytes of a command's output in one message: 64 KiB less the command's number and the stream's byte.</summary>
    public const int MaxOutput = MaxInput - 1;

    /// <summary>Most bytes of a command's input in one message: 64 KiB less the command's number.</summary>
    public const int MaxInput = MaxSmallMessage - CommandNumber.MaxLength;

    /// <summary>Most bytes of a command's input that are sent and not taken by the command yet: 1 MiB.</summary>
    public const int InputWindow = 1 << 20;
}
