using Lockstep.Sessions.Deploying;

namespace Lockstep.Sessions.Reacting;

/// <summary>What is run on one target after a batch, as the settings say it now: an edit of them is taken while the watch goes on. Safe to use from any thread.</summary>
/// <param name="options">What is run besides the deploy step.</param>
/// <param name="deploy">The deploy step.</param>
/// <param name="kind">How the target is reached.</param>
internal sealed class ReactionSettings(ReactionOptions options, DeployStep? deploy, AddressKind kind)
{
    private volatile Said _said = new(options, deploy);

    /// <summary>What is run besides the deploy step.</summary>
    public ReactionOptions Options => _said.Options;

    /// <summary>The deploy step; null where the user wants none after a batch.</summary>
    public DeployStep? Deploy => _said.Deploy;

    /// <summary>Whether commands run whatever is found on the target (<c>--force</c>).</summary>
    public bool IsForced { get; init; }

    /// <summary>How the target is reached.</summary>
    public AddressKind Kind => kind;

    /// <summary>Takes what the settings say from now on. What is kept running stays what the user has named.</summary>
    public void Replace(IReadOnlyList<ChangeRule> rules, OnBusy onBusy, DeployStep? step) =>
        _said = new Said(_said.Options with { Rules = rules, OnBusy = onBusy }, step);

    private sealed record Said(ReactionOptions Options, DeployStep? Deploy);
}
