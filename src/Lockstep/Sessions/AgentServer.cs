namespace Lockstep.Sessions;

/// <summary>Serves a target over a pair of streams.</summary>
public static class AgentServer
{
    /// <summary>Serves until the input ends. Gives the exit code.</summary>
    public static async Task<int> ServeAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        await input.CopyToAsync(output, cancellation);
        return 0;
    }
}
