using System.Buffers;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>Asks programs on Linux (<see cref="ProgramOutput"/>): each in a session of its own.</summary>
internal static class LinuxProgramOutput
{
    private const int Piece = 4096;

    /// <inheritdoc cref="ProgramOutput.Read"/>
    public static byte[]? Read(ProgramQuestion question)
    {
        if (ProgramPath.Find(question.Name.Span) is not { } program)
        {
            return null;
        }

        using var output = new ProcessPipe();
        using SafeFileHandle nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        OwnedProcess process;
        try
        {
            process = OwnedProcess.Start(new ProcessStart
            {
                Path = program,
                Arguments = [question.Name, .. question.Arguments],
                AddedEnvironment = question.Environment,
                Directory = question.Directory,
                NewSession = true,
                Output = output.WriteEnd,
                Error = nowhere,
            });
        }
        catch (Win32Exception)
        {
            return null;
        }

        output.WriteEnd.Dispose();
        using var late = new CancellationTokenSource(question.Patience);
        using var interrupted = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, interrupted.Token);

        // In a session of its own it can be killed with all that it started, and Ctrl-C on the terminal does not reach
        // it.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => interrupted.Cancel());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => interrupted.Cancel());
        using var reader = new DescriptorReader(output.ReadEnd);
        try
        {
            return ReadToEnd(process, reader, question.Most, ending.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw ProgramOutput.TooLate(question);
        }
        finally
        {
            process.KillSession();
            process.Ended.Wait(CancellationToken.None);
            process.Reap();
        }
    }

    private static byte[]? ReadToEnd(OwnedProcess process, DescriptorReader reader, int most, CancellationToken ending)
    {
        var answer = new ArrayBufferWriter<byte>();
        while (answer.WrittenCount <= most && reader.ReadAsync(answer.GetMemory(Piece), ending).AsTask().GetAwaiter().GetResult() is > 0 and var length)
        {
            answer.Advance(length);
        }

        if (answer.WrittenCount > most)
        {
            return null;
        }

        process.Ended.Wait(ending);
        return process.Reap().Code == 0 ? answer.WrittenSpan.ToArray() : null;
    }
}
