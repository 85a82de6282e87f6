using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Lockstep.Native;

namespace Lockstep.Tests.Files;

/// <summary>
/// Runs something as a user to whom permissions apply, so that a test of what cannot be read means the same when the tests run as root:
/// on a thread of its own whose file system user (<c>setfsuid(2)</c>, which counts for one thread) is nobody.
/// </summary>
internal static partial class UnprivilegedThread
{
    private const uint Nobody = 65534;

    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (EffectiveUser.Id == 0)
                {
                    _ = SetFileSystemUser(Nobody);
                }

                action();
            }
            catch (Exception caught)
            {
                failure = ExceptionDispatchInfo.Capture(caught);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);
}
