using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Lockstep.Bench;

/// <summary>A TCP relay on 127.0.0.1 that makes loopback behave like a long link: a fixed delay and a bandwidth limit each way. Counts the bytes to the server.</summary>
internal sealed class LongLink : IDisposable
{
    private const int ChunkLength = 16 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly TimeSpan _delay;
    private readonly double _bytesPerSecond;
    private long _sent;

    private LongLink(int target, TimeSpan roundTrip, long bitsPerSecond)
    {
        _target = target;
        _delay = roundTrip / 2;
        _bytesPerSecond = bitsPerSecond / 8.0;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Bytes that went to the server since the start.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Starts a link to a port.</summary>
    public static LongLink Start(int target, TimeSpan roundTrip, long bitsPerSecond) => new(target, roundTrip, bitsPerSecond);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient { NoDelay = true };
            client.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAll(
                PumpAsync(client.GetStream(), server, bytes => Interlocked.Add(ref _sent, bytes)),
                PumpAsync(server.GetStream(), client, _ => { }));
        }
    }

    private async Task PumpAsync(NetworkStream from, TcpClient to, Action<int> count)
    {
        // As many chunks as a link of this length holds, and some for a router's queue.
        Channel<(byte[] Bytes, long At)> queue = Channel.CreateBounded<(byte[], long)>(512);
        Task sending = SendAsync(queue.Reader, to);
        try
        {
            while (true)
            {
                var buffer = new byte[ChunkLength];
                int read = await from.ReadAsync(buffer);
                if (read == 0)
                {
                    break;
                }

                count(read);
                await queue.Writer.WriteAsync((buffer[..read], Stopwatch.GetTimestamp()));
            }
        }
        catch (IOException)
        {
            // An end is an end, however it comes.
        }

        queue.Writer.Complete();
        await sending;
    }

    private async Task SendAsync(ChannelReader<(byte[] Bytes, long At)> queue, TcpClient to)
    {
        double freeAt = 0;
        try
        {
            await foreach ((byte[] bytes, long at) in queue.ReadAllAsync())
            {
                double arrived = at / (double)Stopwatch.Frequency;
                freeAt = Math.Max(arrived, freeAt) + (_bytesPerSecond > 0 ? bytes.Length / _bytesPerSecond : 0);
                await WaitUntilAsync(freeAt + _delay.TotalSeconds);
                await to.GetStream().WriteAsync(bytes);
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // The receiver has gone.
        }
    }

    private static async Task WaitUntilAsync(double seconds)
    {
        double left = seconds - (Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);
        if (left > 0.0005)
        {
            await Task.Delay(TimeSpan.FromSeconds(left));
        }
    }
}
