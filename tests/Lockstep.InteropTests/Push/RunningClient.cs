using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Lockstep.Native.Descriptors;

namespace Lockstep.InteropTests.Push;

/// <summary>The client while it runs: its lines as they come, and its end.</summary>
internal sealed class RunningClient : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;
    private readonly Task _reading;

    public RunningClient(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = ReadLinesAsync();
    }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Waits for a line of standard output; fails with everything that was said when the client ends without it.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> isIt, CancellationToken cancellation)
    {
        await foreach (string line in _lines.Reader.ReadAllAsync(cancellation))
        {
            if (isIt(line))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"the client ended without the line that was waited for:\n{_output}\n{await _errors}");
    }

    /// <summary>Sends it a signal, as <c>kill</c> names it.</summary>
    public void Signal(string name) => Shell.Run($"kill -{name} {_process.Id}");

    /// <summary>Waits for its end.</summary>
    public async Task<ClientResult> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        await _reading;
        return new ClientResult(_process.ExitCode, _output.ToString(), await _errors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ReadLinesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.Append(line).Append('\n');
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }
}
