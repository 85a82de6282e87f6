namespace Lockstep.Rsync;

/// <summary>The exit codes of rsync, which scripts rely on.</summary>
public enum RsyncExit
{
    /// <summary>Everything was done.</summary>
    Done = 0,

    /// <summary>The command line is wrong.</summary>
    Usage = 1,

    /// <summary>Both ends speak no common protocol.</summary>
    Protocol = 2,

    /// <summary>An input or output file or directory cannot be selected.</summary>
    FileSelect = 3,

    /// <summary>What was asked for is not supported by one of the ends.</summary>
    Unsupported = 4,

    /// <summary>The client-server protocol could not be started.</summary>
    StartClient = 5,

    /// <summary>A socket failed.</summary>
    SocketIo = 10,

    /// <summary>A file failed.</summary>
    FileIo = 11,

    /// <summary>The peer's stream is wrong or ended early.</summary>
    Stream = 12,

    /// <summary>Messages could not be written.</summary>
    Message = 13,

    /// <summary>Processes of ours could not talk to one another.</summary>
    Ipc = 14,

    /// <summary>Interrupted by a signal.</summary>
    Signal = 20,

    /// <summary>Memory or a limit on it was exhausted.</summary>
    Memory = 22,

    /// <summary>Some files could not be transferred; the others were.</summary>
    Partial = 23,

    /// <summary>Some source files vanished during the transfer.</summary>
    Vanished = 24,

    /// <summary><c>--max-delete</c> stopped deletions.</summary>
    DeleteLimit = 25,

    /// <summary>Nothing came from the peer for too long.</summary>
    Timeout = 30,

    /// <summary>The daemon did not answer in time.</summary>
    ConnectTimeout = 35,

    /// <summary>The remote command failed.</summary>
    CommandFailed = 124,

    /// <summary>The remote command was killed.</summary>
    CommandKilled = 125,

    /// <summary>The remote command could not be run.</summary>
    CommandNotRunnable = 126,

    /// <summary>The remote command was not found.</summary>
    CommandNotFound = 127,
}
