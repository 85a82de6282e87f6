using Lockstep.Native.Descriptors;
using Lockstep.Tree;

namespace Lockstep.Transport;

/// <summary>
/// Reads a process's standard error on a thread of its own, passes each line on, and keeps the last ones for a message: what is kept
/// is bounded, however much a host writes.
/// </summary>
internal sealed class ErrorLog : IDisposable
{
    private const int MaxLines = 40;
    private const int ThreadStackSize = 256 * 1024;
    private readonly CountedStream _source;
    private readonly Action<string>? _onLine;
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts reading <paramref name="source"/> and owns it.</summary>
    public ErrorLog(CountedStream source, Action<string>? onLine)
    {
        _source = source;
        _onLine = onLine;
        new Thread(ReadAll, ThreadStackSize) { IsBackground = true, Name = "errors" }.Start();
    }

    /// <summary>Done when the source has ended. A background process of ssh can hold it open after ssh has ended: wait with a limit.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The last lines, oldest first, printable.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void ReadAll()
    {
        var lines = new LineSplitter(Keep);
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while ((read = _source.Read(buffer)) > 0)
            {
                lines.Add(buffer.AsSpan(0, read));
            }

            lines.Finish();
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            // The connection was closed; what was said until then is kept.
        }

        _ended.SetResult();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        string line = DisplayText.Of(bytes);
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }

        _onLine?.Invoke(line);
    }
}
