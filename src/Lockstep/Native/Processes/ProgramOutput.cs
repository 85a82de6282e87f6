using Lockstep.Tree;

namespace Lockstep.Native.Processes;

/// <summary>Asks a program of this machine a question: runs it to its end, without input, and takes what it writes to standard output.</summary>
internal static class ProgramOutput
{
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
        TimeSpan? patience = null) =>
        SystemFamily.Current.ReadProgram(new ProgramQuestion(name, [.. arguments], environment, directory, most, patience ?? Patience));

    /// <summary>The program has not answered in time.</summary>
    public static SyncException TooLate(ProgramQuestion question)
    {
        string name = DisplayText.Of(question.Name.Span), directory = DisplayText.Of(question.Directory);
        return new SyncException(
            ExitCode.SyncFailed,
            $"{name} had not answered after {question.Patience.TotalSeconds:0.#} s in {directory} and was stopped: something that it reads there does not "
            + $"end, a FIFO or a file system that hangs. \"{name} -C '{directory}' status\" shows it; remove what is in its way. Nothing was changed.");
    }
}
