using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lockstep.InteropTests.Windows;

/// <summary>The Linux end of the tests' <c>ssh.exe</c> (tests/Lockstep.WineSsh): runs the real ssh for each connection.</summary>
internal sealed class SshRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);

    public SshRelay()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Port => ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync();
                client.NoDelay = true;
                _ = ServeAsync(client);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private static async Task ServeAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        byte[] length = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(length);
        byte[] words = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        await stream.ReadExactlyAsync(words);
        var start = new ProcessStartInfo("/usr/bin/ssh", Encoding.UTF8.GetString(words).Split('\0'))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process ssh = Process.Start(start)!;
        using var turn = new SemaphoreSlim(1);
        Task output = PumpAsync(ssh.StandardOutput.BaseStream, 1), errors = PumpAsync(ssh.StandardError.BaseStream, 2);
        _ = PassInputAsync();
        await Task.WhenAll(output, errors, ssh.WaitForExitAsync());
        await SendAsync(3, ssh.ExitCode, default);

        async Task PumpAsync(Stream from, byte kind)
        {
            byte[] piece = new byte[64 * 1024];
            int read;
            while ((read = await from.ReadAsync(piece)) > 0)
            {
                await SendAsync(kind, read, piece.AsMemory(0, read));
            }
        }

        async Task SendAsync(byte kind, int number, ReadOnlyMemory<byte> content)
        {
            byte[] head = [kind, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1), number);
            await turn.WaitAsync();
            try
            {
                await stream.WriteAsync(head);
                await stream.WriteAsync(content);
            }
            catch (IOException)
            {
                // The client has gone; ssh learns it by the end of its input.
            }
            finally
            {
                turn.Release();
            }
        }

        async Task PassInputAsync()
        {
            try
            {
                byte[] piece = new byte[64 * 1024];
                int read;
                while ((read = await stream.ReadAsync(piece)) > 0)
                {
                    await ssh.StandardInput.BaseStream.WriteAsync(piece.AsMemory(0, read));
                    await ssh.StandardInput.BaseStream.FlushAsync();
                }
            }
            catch (IOException)
            {
                // Either end has gone, which the exit code tells.
            }

            ssh.StandardInput.Close();
        }
    }
}
