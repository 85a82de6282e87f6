using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Lockstep.Tests.Files;

/// <summary>What a kernel or file system may lack.</summary>
[Flags]
public enum Missing
{
    /// <summary>Nothing is missing.</summary>
    Nothing = 0,

    /// <summary><c>openat2</c>: Linux before 5.6, and containers whose filter does not know it.</summary>
    Openat2 = 1,

    /// <summary><c>fchmodat2</c>: Linux before 6.6.</summary>
    Fchmodat2 = 2,

    /// <summary>Renames that exchange or do not replace: NFS, vfat.</summary>
    RenameFlags = 4,

    /// <summary>Hard links: vfat, and other people's files.</summary>
    HardLinks = 8,

    /// <summary>All of that.</summary>
    All = Openat2 | Fchmodat2 | RenameFlags | HardLinks,
}

/// <summary>
/// Runs something as an older kernel and a poorer file system would: on a thread of its own whose system calls a <c>seccomp(2)</c> filter refuses as those do.
/// What it starts, threads and processes, inherits that.
/// </summary>
internal static unsafe partial class OldKernel
{
    private const int SetNoNewPrivileges = 38;
    private const int SetSeccomp = 22;
    private const nuint FilterMode = 2;
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint Allowed = 0x7fff0000;
    private const uint Refused = 0x00050000;
    private const uint FifthArgument = 16 + (4 * sizeof(ulong));
    private const uint Openat2 = 437;
    private const uint Fchmodat2 = 452;
    private const uint PermissionDenied = 1;
    private const uint InvalidArgument = 22;
    private const uint NoSuchCall = 38;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64;

    public static void Run(Missing missing, Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Take(missing);
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

    private static void Take(Missing missing)
    {
        Instruction[] program = [.. Filter(missing)];
        fixed (Instruction* first = program)
        {
            var filter = new Program((ushort)program.Length, first);
            Assert.Equal(0, Control(SetNoNewPrivileges, 1, null, 0, 0));
            Assert.Equal(0, Control(SetSeccomp, FilterMode, &filter, 0, 0));
        }
    }

    private static IEnumerable<Instruction> Filter(Missing missing)
    {
        yield return new Instruction(Load, 0, 0, 0);
        foreach (Instruction instruction in Refuse(Openat2, NoSuchCall, missing.HasFlag(Missing.Openat2)))
        {
            yield return instruction;
        }

        foreach (Instruction instruction in Refuse(Fchmodat2, NoSuchCall, missing.HasFlag(Missing.Fchmodat2)))
        {
            yield return instruction;
        }

        foreach (Instruction instruction in Refuse(IsArm ? 37u : 265u, PermissionDenied, missing.HasFlag(Missing.HardLinks)))
        {
            yield return instruction;
        }

        if (missing.HasFlag(Missing.RenameFlags))
        {
            yield return new Instruction(JumpIfEqual, 0, 3, IsArm ? 276u : 316u);
            yield return new Instruction(Load, 0, 0, FifthArgument);
            yield return new Instruction(JumpIfEqual, 1, 0, 0);
            yield return new Instruction(Return, 0, 0, Refused | InvalidArgument);
        }

        yield return new Instruction(Return, 0, 0, Allowed);
    }

    private static Instruction[] Refuse(uint call, uint error, bool isMissing) =>
        isMissing ? [new Instruction(JumpIfEqual, 0, 1, call), new Instruction(Return, 0, 0, Refused | error)] : [];

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Program(ushort length, Instruction* first)
    {
        private readonly ushort _length = length;
        private readonly Instruction* _first = first;
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint second, void* third, nuint fourth, nuint fifth);
}
