namespace Lockstep.Sessions.Diagnosing;

/// <summary>What a host told about itself, or why it told nothing.</summary>
/// <param name="Reach">How far the question came.</param>
public sealed record HostAnswer(HostReach Reach)
{
    /// <summary>Cause and remedy where nothing was told, with ssh's own words below; null otherwise.</summary>
    public string? Message { get; init; }

    /// <summary>The first line that the login printed before anything was asked of it, printable; empty for none.</summary>
    public string Noise { get; init; } = string.Empty;

    /// <summary>How far the host's clock is ahead of ours, to a second or so; null where it is not known.</summary>
    public TimeSpan? ClockAhead { get; init; }

    /// <summary>What the script told, in its order: printable, and named as in <see cref="HostProbeScript"/>.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>The first fact of a name; null where there is none.</summary>
    public string? Find(string name)
    {
        foreach ((string known, string value) in Facts)
        {
            if (known == name)
            {
                return value;
            }
        }

        return null;
    }
}
