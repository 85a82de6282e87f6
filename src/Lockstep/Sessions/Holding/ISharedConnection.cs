using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Endpoints;

namespace Lockstep.Sessions.Holding;

/// <summary>A connection that one process of this user holds and others of them use.</summary>
internal interface ISharedConnection
{
    /// <summary>The connection.</summary>
    ClientChannels Channels { get; }

    /// <summary>Whom it leads to; null where it is not given up when somebody asks, since it is a watch's own.</summary>
    string? GivenUp { get; }

    /// <summary>Answers whether the target is in step.</summary>
    /// <param name="asked">What is asked about (<see cref="StepQuestion.KeyOf"/>).</param>
    /// <returns>The answer's bytes, and the endpoint for commands there; null where it is not in step.</returns>
    Task<(byte[] Answer, IEndpoint? Target)> AskAsync(ReadOnlyMemory<byte> asked);

    /// <summary>A command begins to use it; null where nobody counts them.</summary>
    /// <returns>What is disposed when the command has ended.</returns>
    IDisposable? Use();

    /// <summary>Somebody has asked for its end, and nobody new comes.</summary>
    void GiveUp();
}
