namespace Lockstep.InteropTests.Faults;

/// <summary>Who is ended by force.</summary>
internal enum Victim
{
    /// <summary>The client.</summary>
    Client,

    /// <summary>The agent.</summary>
    Agent,

    /// <summary>ssh between the two.</summary>
    Connection,
}

/// <summary>From when on a strike counts.</summary>
internal enum StrikePhase
{
    /// <summary>Milliseconds from the start.</summary>
    Anywhere,

    /// <summary>Changes of the state directory while contents are staged.</summary>
    Staging,

    /// <summary>Changes of state and root after the journal is in force.</summary>
    Committing,
}

/// <summary>Whom to end when.</summary>
/// <param name="Victim">Whom.</param>
/// <param name="Phase">What is counted.</param>
/// <param name="Count">How many of it come before.</param>
internal readonly record struct Strike(Victim Victim, StrikePhase Phase, int Count);
