using System.Runtime.InteropServices;

namespace Lockstep.Native.Processes;

/// <summary>A list of byte strings in the form execve(2) takes: zero-terminated, behind a zero-terminated array of pointers.</summary>
internal sealed unsafe class ProcessStrings : IDisposable
{
    private readonly byte** _pointers;
    private readonly int _count;

    /// <summary>Copies <paramref name="strings"/> out of the managed heap.</summary>
    /// <exception cref="ArgumentException">A string holds a zero byte, which would cut it short.</exception>
    public ProcessStrings(IReadOnlyList<ReadOnlyMemory<byte>> strings)
    {
        _pointers = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        foreach (ReadOnlyMemory<byte> text in strings)
        {
            if (text.Span.Contains((byte)0))
            {
                Dispose();
                throw new ArgumentException("A program's argument, directory or variable cannot hold a zero byte.", nameof(strings));
            }

            byte* copy = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
            text.Span.CopyTo(new Span<byte>(copy, text.Length));
            copy[text.Length] = 0;
            _pointers[_count++] = copy;
        }
    }

    /// <summary>The array for the system call; valid until this is disposed.</summary>
    public byte** Pointers => _pointers;

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            NativeMemory.Free(_pointers[i]);
        }

        NativeMemory.Free(_pointers);
    }
}
