using Lockstep.Rsync.Options;

namespace Lockstep.Rsync;

/// <summary>Refuses by name what the command line has and the protocol's roles do not do yet: nothing is ignored silently.</summary>
internal static class SupportedOptions
{
    /// <summary>Throws <see cref="RsyncException"/> for the first option that is not supported.</summary>
    public static void Check(RsyncInvocation invocation)
    {
        RsyncOptions options = invocation.Options;
        if (Unsupported(options).FirstOrDefault(option => option.IsGiven).Name is { } name)
        {
            throw new RsyncException(RsyncExit.Unsupported, $"rsync: {name} is not supported yet by this rsync");
        }

        if (invocation.Role == RsyncRole.Daemon)
        {
            throw new RsyncException(RsyncExit.Unsupported, "rsync: --daemon is not supported yet by this rsync");
        }
    }

    private static IEnumerable<(bool IsGiven, string Name)> Unsupported(RsyncOptions options) =>
    [
        .. OfEntries(options.Preserve),
        .. OfUpdates(options.Update),
        .. OfConnection(options.Connection),
        (options.ConfineRoot is not null, "--confine-root"),
    ];

    private static IEnumerable<(bool IsGiven, string Name)> OfEntries(RsyncPreserveOptions preserve) =>
    [
        (preserve.Acls, "--acls (-A)"),
        (preserve.Xattrs > 0, "--xattrs (-X)"),
        (preserve.CopyDevices, "--copy-devices"),
        (preserve.WriteDevices, "--write-devices"),
        (preserve.FakeSuper, "--fake-super"),
        (preserve.Iconv is not null and not "-", "--iconv"),
    ];

    private static IEnumerable<(bool IsGiven, string Name)> OfUpdates(RsyncUpdateOptions update) =>
    [
        (update.Preallocate, "--preallocate"),
    ];

    private static IEnumerable<(bool IsGiven, string Name)> OfConnection(RsyncConnectionOptions connection) =>
    [
        (connection.Stop is not null, "--stop-after and --stop-at"),
        (connection.BandwidthLimit > 0, "--bwlimit"),
        (connection.Timeout > 0, "--timeout"),
        (connection.EarlyInput is not null, "--early-input"),
        (connection.Address is not null, "--address"),
    ];
}
