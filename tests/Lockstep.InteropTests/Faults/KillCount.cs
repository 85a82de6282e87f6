using System.Globalization;

namespace Lockstep.InteropTests.Faults;

/// <summary>Counts strikes by victim and by what they left on the target.</summary>
internal sealed class KillCount
{
    private readonly SortedDictionary<string, int> _counts = [];

    /// <summary>Number of strikes.</summary>
    public int Total { get; private set; }

    /// <summary>Notes a strike.</summary>
    /// <param name="victim">Whom it hit.</param>
    /// <param name="moment">What the push was at.</param>
    /// <param name="state">The state directory, which shows what was left to the next contact.</param>
    public void Add(Victim victim, string moment, string state)
    {
        string left = File.Exists(Path.Combine(state, "journal")) ? " and cut off"
            : Directory.EnumerateFileSystemEntries(Path.Combine(state, "stage")).Any() ? " and cut off in staging"
            : "";
        Total++;
        string key = $"{victim} {moment}{left}";
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    /// <summary>All counts.</summary>
    public override string ToString() =>
        string.Join(", ", _counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key}: {count.Value}")));
}
