using System.Buffers;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Lockstep.Native.Descriptors;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>Asks a program of this machine a question: runs it to its end, without input, and takes what it writes to standard output.</summary>
internal static class ProgramOutput
{
    private const int Piece = 4096;

    /// <summary>
    /// How long a program may take. What it reads may be a FIFO that nobody writes to, and there is nobody whom it
    /// could tell.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Returns what the program wrote; null when it is not there, failed, or wrote more than <paramref name="most"/> bytes.</summary>
    /// <param name="name">The program's name, to be found over PATH.</param>
    /// <param name="arguments">Its arguments without its name.</param>
    /// <param name="environment">Variables in the form <c>NAME=value</c> that are added to ours or replace them.</param>
    /// <param name="directory">Where it runs, as the bytes of a path.</param>
    /// <param name="most">Bytes that the answer may have.</param>
    /// <param name="patience">How long it may take; null for a minute.</param>
    /// <exception cref="SyncException">It took longer: it and all that it started have been killed.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted us meanwhile, and so it.</exception>
    public static byte[]? Read(
        ReadOnlyMemory<byte> name,
        IEnumerable<ReadOnlyMemory<byte>> arguments,
        IReadOnlyList<byte[]> environment,
        byte[] directory,
        int most,
        TimeSpan? patience = null)
    {
        if (ProgramPath.Find(name.Span) is not { } program)
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
                Arguments = [name, .. arguments],
                AddedEnvironment = environment,
                Directory = directory,
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
        TimeSpan limit = patience ?? Patience;
        using var late = new CancellationTokenSource(limit);
        using var interrupted = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, interrupted.Token);

        // In a session of its own it can be killed with all that it started, and Ctrl-C on the terminal does not reach
        // it.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => interrupted.Cancel());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => interrupted.Cancel());
        using var reader = new DescriptorReader(output.ReadEnd);
        try
        {
            return ReadToEnd(process, reader, most, ending.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw TooLate(name.Span, directory, limit);
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

    private static SyncException TooLate(ReadOnlySpan<byte> name, ReadOnlySpan<byte> directory, TimeSpan limit) => new(
        ExitCode.SyncFailed,
        $"{DisplayText.Of(name)} had not answered after {limit.TotalSeconds:0.#} s in {DisplayText.Of(directory)} and was stopped: something that it reads there does not "
        + $"end, a FIFO or a file system that hangs. \"{DisplayText.Of(name)} -C '{DisplayText.Of(directory)}' status\" shows it; remove what is in its way. Nothing was changed.");
}
