using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>What becomes of a run's contents: kept for the run's result, and told its observer.</summary>
/// <param name="changes">The run's changes.</param>
/// <param name="observer">Is told.</param>
/// <param name="isPassing">Whether it is not worth telling that the content at a path was not sent, since another run will; null for never.</param>
internal sealed class SendLog(IReadOnlyList<Change> changes, IRunObserver observer, Func<RelativePath, bool>? isPassing = null) : ISendLog
{
    private readonly TransferProgress _progress = new(changes, observer);

    /// <summary>What became of them so far.</summary>
    public SendResult Result { get; } = new(changes);

    /// <inheritdoc/>
    public void Advance(long bytes) => _progress.AddBytes(bytes);

    /// <inheritdoc/>
    public void Complete(int index, in FinalContent final, long sentBytes)
    {
        Result.Complete(index, final, sentBytes);
        _progress.AddFile();
    }

    /// <inheritdoc/>
    public void Skip(in Problem problem)
    {
        Result.Problems.Add(problem);
        if (isPassing?.Invoke(problem.Path) == true)
        {
            Result.Passing++;
        }
        else
        {
            observer.ProblemFound(problem);
        }
    }

    /// <inheritdoc/>
    public void Report() => _progress.Report();
}
