using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Lockstep.Native;

namespace Lockstep.Tests.Files.State;

/// <summary>
/// Runs something as a user who is not root and owns what the test gives him, when the tests run as root: on a thread whose user ids are
/// changed by the bare system call, which counts for one thread.
/// </summary>
internal static partial class OtherUser
{
    private const uint Nobody = 65534;

    private static long SetUserIds => RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.Arm64 ? 147 : 117;

    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (EffectiveUser.Id == 0)
                {
                    Assert.Equal(0, SystemCall(SetUserIds, Nobody, Nobody, Nobody));
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

    /// <summary>Gives him a path and all below it.</summary>
    public static void Own(string path)
    {
        if (EffectiveUser.Id != 0)
        {
            return;
        }

        Assert.Equal(0, ChangeOwner(path, Nobody, Nobody));
        foreach (string below in Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path) : [])
        {
            Own(below);
        }
    }

    /// <summary>Gives him an entry alone, a symbolic link itself. For tests that run as root.</summary>
    public static void OwnEntry(string path) => Assert.Equal(0, ChangeOwner(path, Nobody, Nobody));

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, long real, long effective, long saved);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
