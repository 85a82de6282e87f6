using Lockstep.Sessions;

namespace Lockstep.Cli.Doctor;

/// <summary>Keeps what a preview of a push tells, and shows nothing.</summary>
internal sealed class PlanRecorder : IRunObserver
{
    private readonly List<string> _notes = [];

    /// <summary>The plan; null where it did not come to one.</summary>
    public RunPreview? Plan { get; private set; }

    /// <summary>What the run told once.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <inheritdoc/>
    public void Tell(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.Planned planned:
                Plan = planned.Plan;
                break;
            case SessionEvent.Noted noted:
                _notes.Add(noted.Text);
                break;
        }
    }
}
