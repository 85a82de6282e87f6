using System.ComponentModel;
using System.Runtime.InteropServices;
using Lockstep.Tree;

namespace Lockstep.Native.Processes;

/// <summary>
/// Starts a process by posix_spawn(3), which does everything between fork and exec in native code: managed code must not run there,
/// because of the other threads of the runtime only one is left in the child.
/// </summary>
internal sealed unsafe class ProcessSpawn : IDisposable
{
    /// <summary>Room for glibc's opaque structures (at most 336 bytes on x64 and arm64).</summary>
    private const int OpaqueSize = 512;

    private readonly ProcessStart _start;
    private readonly ProcessStrings _arguments;
    private readonly ProcessStrings _variables;
    private readonly ProcessStrings _paths;

    /// <summary>Prepares the start.</summary>
    /// <exception cref="ArgumentException">A string holds a zero byte.</exception>
    public ProcessSpawn(ProcessStart start)
    {
        _start = start;
        _arguments = new ProcessStrings(start.Arguments);
        _variables = new ProcessStrings(ProcessEnvironment.Variables(start.AddedEnvironment).ConvertAll(v => new ReadOnlyMemory<byte>(v)));
        _paths = new ProcessStrings([start.Path, start.Directory ?? default, "/dev/null"u8.ToArray()]);
    }

    private byte* Program => _paths.Pointers[0];

    private byte* Directory => _paths.Pointers[1];

    private byte* NullDevice => _paths.Pointers[2];

    /// <summary>Starts the process and gives its number.</summary>
    /// <exception cref="Win32Exception">The system refused: no such program or directory, or no room for a process.</exception>
    public int Run()
    {
        byte* actions = stackalloc byte[OpaqueSize];
        byte* attributes = stackalloc byte[OpaqueSize];
        Check(ProcessCalls.InitFileActions(actions));
        Check(ProcessCalls.InitAttributes(attributes));
        try
        {
            Describe(actions, attributes);
            int id;
            Check(ProcessCalls.Spawn(&id, Program, actions, attributes, _arguments.Pointers, _variables.Pointers));
            return id;
        }
        finally
        {
            _ = ProcessCalls.DestroyAttributes(attributes);
            _ = ProcessCalls.DestroyFileActions(actions);
            GC.KeepAlive(_start);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arguments.Dispose();
        _variables.Dispose();
        _paths.Dispose();
    }

    private void Describe(void* actions, void* attributes)
    {
        if (_start.OpenDirectory is { } directory)
        {
            Check(ProcessCalls.AddChangeDirectory(actions, Descriptor(directory)));
        }
        else if (_start.Directory is not null)
        {
            Check(ProcessCalls.AddChangeDirectory(actions, Directory));
        }

        Check(_start.Input is { } input
            ? ProcessCalls.AddDuplicate(actions, Descriptor(input), 0)
            : ProcessCalls.AddOpen(actions, 0, NullDevice, flags: 0, mode: 0));
        Check(ProcessCalls.AddDuplicate(actions, Descriptor(_start.Output), 1));
        Check(ProcessCalls.AddDuplicate(actions, Descriptor(_start.Error), 2));
        if (_start.NewSession)
        {
            Check(ProcessCalls.SetFlags(attributes, ProcessCalls.SpawnNewSession));
        }
    }

    private static int Descriptor(SafeHandle handle) => (int)handle.DangerousGetHandle();

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }
}
