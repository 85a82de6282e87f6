using Lockstep.Filters;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Sessions.Live;

/// <summary>What the project's settings say about a watch: all that an edit of them changes at once.</summary>
/// <param name="Filter">Which entries are sent.</param>
/// <param name="Rules">The commands that certain paths call for.</param>
/// <param name="OnBusy">What happens to a batch's commands while earlier ones run.</param>
/// <param name="Deploys">The deploy step of each target, in their order; null where the user wants none.</param>
public sealed record LiveSettings(FilterOptions Filter, IReadOnlyList<ChangeRule> Rules, OnBusy OnBusy, IReadOnlyList<DeployStep?> Deploys);
