using System.Globalization;

namespace Lockstep.Rsync.Texts;

/// <summary>The line that closes a run which was not successful; scripts look for its number.</summary>
public static class ExitText
{
    /// <summary>Returns the line.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="role">Who says it: <c>client</c>, <c>sender</c>, <c>Receiver</c> or <c>server</c>.</param>
    /// <param name="version">Our version.</param>
    public static string Of(int code, string role, string version) => string.Create(
        CultureInfo.InvariantCulture, $"rsync {(code == (int)RsyncExit.Vanished ? "warning" : "error")}: {Cause(code)} (code {code}) at lockstep [{role}={version}]");

    private static string Cause(int code) => code switch
    {
        1 => "syntax or usage error",
        2 => "protocol incompatibility",
        3 => "errors selecting input/output files, dirs",
        4 => "requested action not supported",
        5 => "error starting client-server protocol",
        10 => "error in socket IO",
        11 => "error in file IO",
        12 => "error in rsync protocol data stream",
        13 => "errors with program diagnostics",
        14 => "error in IPC code",
        20 => "received SIGINT, SIGTERM, or SIGHUP",
        22 => "error allocating core memory buffers",
        23 => "some files/attrs were not transferred (see previous errors)",
        24 => "some files vanished before they could be transferred",
        25 => "the --max-delete limit stopped deletions",
        30 => "timeout in data send/receive",
        35 => "timeout waiting for daemon connection",
        124 => "remote shell failed",
        125 => "remote shell killed",
        126 => "remote command could not be run",
        127 => "remote command not found",
        _ => "unexplained error",
    };
}
