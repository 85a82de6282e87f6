using Lockstep.InteropTests.Push;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedSshServer))]

namespace Lockstep.InteropTests.Push;

/// <summary>One ssh server for all tests that need nothing special of theirs.</summary>
public sealed class SharedSshServer : IAsyncLifetime
{
    private LoopbackSshServer? _server;

    internal LoopbackSshServer Server => _server!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await LoopbackSshServer.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
