using System.ComponentModel;
using System.Text;
using Lockstep.Cli.Terminal;
using Lockstep.Native;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Cli.Help;

/// <summary>Shows a long text in the user's pager, where it goes to a terminal.</summary>
internal static class Pager
{
    private const int StandardOutput = 1, StandardError = 2;

    /// <summary>Shows it; as results where there is no terminal or no pager.</summary>
    /// <param name="text">The text.</param>
    /// <param name="asked">The user's pager, as a line for sh; null for less.</param>
    /// <param name="output">Where it goes without a pager.</param>
    public static void Show(string text, string? asked, UserOutput output)
    {
        if (!output.ResultsAreOnTerminal || !SystemFamily.Current.LendsTerminal || asked == "cat" || !TryShow(PrintableText.OfLines(text, output.ResultPaint), asked))
        {
            output.ResultLines(text.TrimEnd('\n'));
        }
    }

    private static bool TryShow(string text, string? asked)
    {
        string[] arguments = asked is null ? ["less"] : ["sh", "-c", asked];
        if (ProgramPath.Find(Encoding.UTF8.GetBytes(arguments[0])) is not { } program)
        {
            return false;
        }

        try
        {
            using var input = new ProcessPipe();
            using var output = new SafeFileHandle(StandardOutput, ownsHandle: false);
            using var error = new SafeFileHandle(StandardError, ownsHandle: false);
            // As git does: a text that fits the screen needs no key to leave it.
            bool hasOptions = Environment.GetEnvironmentVariable("LESS") is { Length: > 0 };
            OwnedProcess process = OwnedProcess.Start(new ProcessStart
            {
                Path = program,
                Arguments = [.. arguments.Select(argument => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(argument)))],
                AddedEnvironment = hasOptions ? [] : ["LESS=FRX"u8.ToArray()],
                Input = input.ReadEnd,
                Output = output,
                Error = error,
            });
            input.ReadEnd.Dispose();
            Write(text, input.WriteEnd);
            process.Ended.Wait();
            process.Reap();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static void Write(string text, SafeFileHandle end)
    {
        try
        {
            using var writer = new DescriptorWriter(end);
            writer.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // The user has left the pager before the text's end.
        }
    }
}
