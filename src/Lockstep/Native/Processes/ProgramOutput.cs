using System.ComponentModel;
using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>Asks a program of this machine a question: runs it to its end, without input, and takes what it writes to standard output.</summary>
internal static class ProgramOutput
{
    /// <summary>Returns what the program wrote; null when it is not there, failed, or wrote more than <paramref name="most"/> bytes.</summary>
    /// <param name="name">The program's name, to be found over PATH.</param>
    /// <param name="arguments">Its arguments without its name.</param>
    /// <param name="environment">Variables in the form <c>NAME=value</c> that are added to ours or replace them.</param>
    /// <param name="directory">Where it runs, as the bytes of a path.</param>
    /// <param name="most">Bytes that the answer may have.</param>
    public static byte[]? Read(
        ReadOnlyMemory<byte> name, IEnumerable<ReadOnlyMemory<byte>> arguments, IReadOnlyList<byte[]> environment, byte[] directory, int most)
    {
        if (ProgramPath.Find(name.Span) is not { } program)
        {
            return null;
        }

        using var output = new ProcessPipe();
        using SafeFileHandle nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        try
        {
            OwnedProcess process = OwnedProcess.Start(new ProcessStart
            {
                Path = program,
                Arguments = [name, .. arguments],
                AddedEnvironment = environment,
                Directory = directory,
                Output = output.WriteEnd,
                Error = nowhere,
            });
            output.WriteEnd.Dispose();
            byte[] answer = new byte[most + 1];
            using var reader = new DescriptorReader(output.ReadEnd);
            int length = reader.ReadAtLeast(answer, answer.Length, throwOnEndOfStream: false);
            if (length > most)
            {
                process.Send(ProcessSignal.Kill);
            }

            process.Ended.Wait();
            return process.Reap().Code == 0 && length <= most ? answer[..length] : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
