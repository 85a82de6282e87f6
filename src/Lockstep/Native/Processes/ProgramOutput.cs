using System.Buffers;
using System.ComponentModel;
using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>Asks a program of this machine a question: runs it to its end, without input, and takes what it writes to standard output.</summary>
internal static class ProgramOutput
{
    private const int Piece = 4096;

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
            using var reader = new DescriptorReader(output.ReadEnd);
            var answer = new ArrayBufferWriter<byte>();
            while (answer.WrittenCount <= most && reader.Read(answer.GetSpan(Piece)) is > 0 and var length)
            {
                answer.Advance(length);
            }

            if (answer.WrittenCount > most)
            {
                process.Send(ProcessSignal.Kill);
            }

            process.Ended.Wait();
            return process.Reap().Code == 0 && answer.WrittenCount <= most ? answer.WrittenSpan.ToArray() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
