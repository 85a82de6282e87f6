using System.Text;
using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Cli.Terminal;

/// <summary>A line that the user types. Not by Console, whose first use switches the terminal's modes under the feet of an ssh that may ask there later.</summary>
internal static class TypedLine
{
    private const int StandardInput = 0;
    private const int MaxLength = 4096;

    /// <summary>Whether somebody is there: questions are seen, and answers come from a terminal.</summary>
    public static bool CanBeRead => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Returns the line without its end; null at the end of input.</summary>
    /// <exception cref="OperationCanceledException">The user wants to end.</exception>
    public static string? Read(CancellationToken interrupted)
    {
        Task<string?> reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        reading.Wait(interrupted);
        return reading.Result;
    }

    private static string? Read()
    {
        using var input = new DescriptorReader(new SafeFileHandle(StandardInput, ownsHandle: false));
        var line = new List<byte>();
        Span<byte> next = stackalloc byte[1];
        while (line.Count < MaxLength && input.Read(next) == 1 && next[0] != (byte)'\n')
        {
            line.Add(next[0]);
            next.Clear();
        }

        return next[0] == (byte)'\n' ? Encoding.UTF8.GetString([.. line]) : null;
    }
}
