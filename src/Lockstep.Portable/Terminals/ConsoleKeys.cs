namespace Lockstep.Portable.Terminals;

/// <summary>Single keys from the console, looked for every few milliseconds: a console's read cannot be broken off.</summary>
internal sealed class ConsoleKeys : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Action<byte> _onKey;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _disposed = new();

    /// <summary>Starts looking.</summary>
    /// <param name="onKey">Takes each key, on a thread of its own.</param>
    public ConsoleKeys(Action<byte> onKey)
    {
        _onKey = onKey;
        _thread = new Thread(Serve) { IsBackground = true, Name = "keys" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed.IsSet)
        {
            _disposed.Set();
            _thread.Join();
        }
    }

    private void Serve()
    {
        while (!_disposed.Wait(BetweenLooks))
        {
            while (Console.KeyAvailable)
            {
                char key = Console.ReadKey(intercept: true).KeyChar;
                if (char.IsAscii(key))
                {
                    _onKey((byte)key);
                }
            }
        }
    }
}
