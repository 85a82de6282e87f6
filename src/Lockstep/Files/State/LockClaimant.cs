using System.Globalization;

namespace Lockstep.Files.State;

/// <summary>Who takes a target's lock, as the lock's file tells it to whoever comes second.</summary>
/// <param name="Owner">Who, as <c>user@host</c>.</param>
/// <param name="Purpose">What for, as <c>lockstep push (process 4711)</c>; empty where nobody says.</param>
public sealed record LockClaimant(string Owner, string Purpose = "")
{
    /// <summary>
    /// The content of the lock's file. Every version prints it as it stands, so that what is new comes last.
    /// </summary>
    internal string Describe(DateTimeOffset now)
    {
        string purpose = Purpose.Length == 0 ? "" : $", for {Purpose}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Owner} (process {Environment.ProcessId}) since {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{purpose}");
    }
}
