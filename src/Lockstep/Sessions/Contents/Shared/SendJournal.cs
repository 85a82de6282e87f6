using Lockstep.Plan;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents.Shared;

/// <summary>Writes down what becomes of contents, for all runs that they are sent for.</summary>
internal sealed class SendJournal : ISendLog
{
    private readonly List<Completion> _completions = [];
    private readonly List<Problem> _problems = [];
    private long _bytes;

    /// <inheritdoc/>
    public void Advance(long bytes) => _bytes += bytes;

    /// <inheritdoc/>
    public void Complete(int index, in FinalContent final, long sentBytes) => _completions.Add(new Completion(index, final, sentBytes));

    /// <inheritdoc/>
    public void Skip(in Problem problem) => _problems.Add(problem);

    /// <inheritdoc/>
    public void Report()
    {
    }

    /// <summary>Tells all of it to the log of a run.</summary>
    public void Replay(ISendLog log)
    {
        log.Advance(_bytes);
        foreach (Completion completion in _completions)
        {
            log.Complete(completion.Index, completion.Final, completion.SentBytes);
        }

        foreach (Problem problem in _problems)
        {
            log.Skip(problem);
        }

        log.Report();
    }

    private readonly record struct Completion(int Index, FinalContent Final, long SentBytes);
}
