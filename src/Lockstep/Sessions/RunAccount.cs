using Lockstep.Sessions.Endpoints;

namespace Lockstep.Sessions;

/// <summary>
/// The account of one run: times it, adds it up, and turns whatever ends it into its summary. The one place where errors
/// become words and exit codes.
/// </summary>
/// <param name="target">What the user calls the target.</param>
/// <param name="observer">Is told.</param>
internal sealed class RunAccount(string target, IRunObserver observer)
{
    /// <summary>Is told how the run goes.</summary>
    public IRunObserver Observer => observer;

    /// <summary>Measures the run.</summary>
    public PhaseClock Clock { get; } = new(observer);

    /// <summary>Adds it up.</summary>
    public RunTally Tally { get; } = new(target);

    /// <summary>The target whose transport is counted, once it is reached.</summary>
    public IEndpoint? Endpoint { private get; set; }

    /// <summary>What stands so far.</summary>
    public RunSummary Summary
    {
        get
        {
            if (Endpoint is { } endpoint)
            {
                Tally.Add(endpoint.Transported);
            }

            return Tally.Summary with { Times = Clock.Times };
        }
    }

    /// <summary>Does the run's work and gives the summary, also of what ended it early.</summary>
    public async Task<RunSummary> ConcludeAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            // Not by a filter, which would be asked before the phase that was under way has ended.
            if (RunFailure.Of(failure, Tally.Run, Clock.Times) is not { } ending)
            {
                throw;
            }

            Tally.Fail(ending.Exit, ending.Message);
        }

        Tally.Conclude();
        return Summary;
    }
}
