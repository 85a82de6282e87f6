using Lockstep.Rsync;

namespace Lockstep.InteropTests.Rsync;

/// <summary>Keeps what a run says.</summary>
internal sealed class RecordingConsole : IRsyncConsole
{
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    public string[] Output => [.. _output];

    public string[] Errors => [.. _errors];

    public void Write(RsyncChannel channel, string text)
    {
        lock (_output)
        {
            (channel is RsyncChannel.Info or RsyncChannel.Client ? _output : _errors).Add(text);
        }
    }

    public void Progress(string text, bool isFinal)
    {
    }
}
