namespace Lockstep.Rsync.Coding;

/// <summary>What a frame carries.</summary>
internal enum MessageTag
{
    /// <summary>Bytes of the stream; none is a sign of life.</summary>
    Data = 0,

    /// <summary>Text about an entry that could not be transferred.</summary>
    TransferError = 1,

    /// <summary>Text for standard output.</summary>
    Info = 2,

    /// <summary>Text about an error.</summary>
    Error = 3,

    /// <summary>Text of a warning.</summary>
    Warning = 4,

    /// <summary>Bits of the sender's errors while it listed or read.</summary>
    IoError = 22,

    /// <summary>A daemon's limit of silence in seconds.</summary>
    IoTimeout = 33,

    /// <summary>Nothing, protocol 30 only.</summary>
    Nothing = 42,

    /// <summary>The peer ends with this code.</summary>
    ErrorExit = 86,

    /// <summary>An entry that the sender may remove is in place.</summary>
    Success = 100,

    /// <summary>A path was deleted.</summary>
    Deleted = 101,

    /// <summary>The sender cannot send an entry.</summary>
    NoSend = 102,
}
