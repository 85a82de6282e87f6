namespace Lockstep.Cli.Terminal;

/// <summary>
/// What the live block shows, for a log: where remarks go to no terminal, a line for each target at work after two seconds, and then ever more seldom, at
/// last twice a minute. What is over within two seconds leaves no line.
/// </summary>
internal sealed class ProgressLog(UserOutput output, IReadOnlyList<ProgressRow> rows, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2), Longest = TimeSpan.FromSeconds(30);

    /// <summary>Writes lines until the work is done, well or not. The work's owner awaits it.</summary>
    public async Task ShowUntilDoneAsync(Task work)
    {
        for (TimeSpan wait = First; await Task.WhenAny(work, Task.Delay(wait, time)) != work; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            foreach (ProgressRow row in rows.Where(row => row.IsActive))
            {
                output.Remark(row.Line());
            }
        }
    }
}
