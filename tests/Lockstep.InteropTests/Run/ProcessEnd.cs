namespace Lockstep.InteropTests.Run;

/// <summary>The end of a process that is not ours.</summary>
internal static class ProcessEnd
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Waits until a process is gone or only its zombie is left; without an end if it lives on, which the test's time limit tells.</summary>
    public static async Task AwaitAsync(string id)
    {
        string status = $"/proc/{id}/stat";
        while (await IsAliveAsync(status))
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<bool> IsAliveAsync(string status)
    {
        try
        {
            return !(await File.ReadAllTextAsync(status, Cancellation)).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
