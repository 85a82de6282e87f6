using System.Text;
using Lockstep.Native;
using Lockstep.Native.Processes;
using Lockstep.Native.Terminals;
using Lockstep.Processes;
using Lockstep.Transport;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.InteropTests.Run;

/// <summary>A client that runs a command: what it writes as bytes, what it is given as bytes or typed on its terminal, and its end.</summary>
internal sealed class CommandClient : IAsyncDisposable
{
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _errors = new();
    private readonly ChildProcess _process;
    private readonly Task<ChildExit> _exit;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommandClient(ChildCommand command)
    {
        _process = ChildProcess.Start(command, Take);
        _exit = _process.WaitAsync(Cancellation);
    }

    /// <summary>What it has written to standard output, or to its terminal.</summary>
    public byte[] Output => Copy(_output);

    /// <summary>What it has written to standard error.</summary>
    public string Errors => Encoding.UTF8.GetString(Copy(_errors));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Gives it input, or types it.</summary>
    public Task WriteAsync(string input) => WriteAsync(Encoding.UTF8.GetBytes(input));

    /// <inheritdoc cref="WriteAsync(string)"/>
    public async Task WriteAsync(byte[] input) => await _process.Input!.WriteAsync(input, Cancellation);

    /// <summary>Its input is at its end.</summary>
    public void EndInput() => _process.Input!.Dispose();

    /// <summary>Nobody reads its standard output any more.</summary>
    public void CloseOutput() => _process.CloseOutput();

    /// <summary>Its terminal has another size.</summary>
    public void Resize(TerminalSize size) => _process.Resize(size);

    /// <summary>Kills it, so that it can do nothing about it; and everything else of its session with it.</summary>
    public void Kill() => _process.End(ProcessSignal.Kill);

    /// <summary>Waits until the output has this and a line's end behind it, and gives what is between; fails when the client ends without it.</summary>
    public async Task<string> WaitForAsync(string start)
    {
        while (true)
        {
            Task grown = _grown.Task;
            bool hasEnded = _exit.IsCompleted;
            string text = Encoding.Latin1.GetString(Output);
            int from = text.IndexOf(start, StringComparison.Ordinal);
            int end = from < 0 ? -1 : text.IndexOf('\n', from);
            if (end >= 0)
            {
                return text[(from + start.Length)..end].TrimEnd('\r');
            }

            Assert.False(hasEnded, $"the client ended without '{start}':\n{text}\n{Errors}");
            await Task.WhenAny(grown, _exit).WaitAsync(Cancellation);
        }
    }

    /// <summary>Waits for its end and gives its exit code.</summary>
    public async Task<int> EndAsync() => (await _exit).Exit.Code;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private void Take(bool isError, ReadOnlySpan<byte> bytes)
    {
        lock (_output)
        {
            (isError ? _errors : _output).Write(bytes);
        }

        Interlocked.Exchange(ref _grown, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private byte[] Copy(MemoryStream stream)
    {
        lock (_output)
        {
            return stream.ToArray();
        }
    }
}
