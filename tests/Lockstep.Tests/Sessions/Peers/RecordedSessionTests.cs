using System.Buffers;
using System.Text;
using CsCheck;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>The whole agent against damaged recordings of real sessions: it ends cleanly, and writes nothing outside.</summary>
public sealed class RecordedSessionTests
{
    private const byte StandIn = (byte)'#';

    private static readonly Gen<Damage> AnyDamage = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[1, 300], (form, place, value, length) => new Damage(form, place, value, length));

    private static readonly ExitCode[] CleanEnds = [ExitCode.Done, ExitCode.SyncFailed, ExitCode.Usage, ExitCode.NoConnection, ExitCode.Refused, ExitCode.Partial];

    [Fact]
    public async Task A_recorded_session_that_is_not_damaged_does_what_it_did() =>
        Assert.Equal(ExitCode.Done, Serve(await RecordAsync(), scene => Assert.Equal("first", File.ReadAllText(scene.Place["target/root/a"]))));

    [Fact]
    public async Task Sessions_with_damaged_bytes_end_cleanly_and_write_nothing_outside()
    {
        byte[] session = await RecordAsync();
        int start = Frames(session).TakeWhile(frame => frame.Type != MessageType.Begin).Sum(frame => Frame.HeaderLength + frame.Payload.Length);
        AnyDamage.Array[1, 3].Sample(
            damages => Serve([.. session[..start], .. damages.Aggregate(session[start..], (bytes, damage) => damage.To(bytes))]),
            iter: 150,
            threads: 1);
    }

    [Fact]
    public async Task Sessions_with_damaged_messages_in_whole_frames_end_cleanly_and_write_nothing_outside()
    {
        List<(MessageType Type, byte[] Payload)> frames = Frames(await RecordAsync());
        // The root itself is the client's to choose: greeting and opening are left as they are.
        Gen.Select(Gen.Int[2, frames.Count - 1], AnyDamage).Array[1, 3].Sample(
            damages =>
            {
                var damaged = new List<(MessageType Type, byte[] Payload)>(frames);
                foreach ((int index, Damage damage) in damages)
                {
                    damaged[index] = (damaged[index].Type, damage.To(damaged[index].Payload));
                }

                Serve(Join(damaged));
            },
            iter: 300,
            threads: 1);
    }

    /// <summary>What a client sends for a push, nothing of it compressed, with a stand-in for the place where it goes.</summary>
    private static async Task<byte[]> RecordAsync()
    {
        using var scene = new PushScene();
        Fill(scene);
        var link = new PeerLink();
        await using (var agent = new HostedAgent(link))
        {
            await scene.PushAsync(await RemoteEndpoint.GreetAsync(link, Compression.None, bandwidthLimit: null, PushScene.Cancellation));
        }

        byte[] session = Join(Frames(link.ToAgent.Written));
        byte[] place = Encoding.UTF8.GetBytes(scene.Place.Path);
        session.AsSpan(session.AsSpan().IndexOf(place), place.Length).Fill(StandIn);
        return session;
    }

    private static ExitCode Serve(byte[] session, Action<PushScene>? check = null)
    {
        using var scene = new PushScene();
        byte[] bytes = [.. session];
        Encoding.UTF8.GetBytes(scene.Place.Path).CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(StandIn)));
        using var input = new MemoryStream(bytes);
        using var output = new MemoryStream();
        var endpoint = new LocalEndpoint();
        ExitCode end = AgentServer.Serve(endpoint, input, output, breakOff: () => { });
        endpoint.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Assert.Contains(end, CleanEnds);
        Assert.DoesNotContain("a bug of its own", Encoding.Latin1.GetString(output.ToArray()), StringComparison.Ordinal);
        scene.AssertNothingOutside();
        check?.Invoke(scene);
        return end;
    }

    private static void Fill(PushScene scene)
    {
        var large = new byte[300_000];
        new Random(3).NextBytes(large);
        scene.WithFile("a", "first").WithFile("deep/er/b", "second").WithFile("large", large).WithFile("hole", new byte[400_000]);
        scene.Place.WithLink("project/link", "../outside/canary");
    }

    private static List<(MessageType Type, byte[] Payload)> Frames(byte[] session)
    {
        var frames = new List<(MessageType Type, byte[] Payload)>();
        var receiver = new MessageReceiver(new MemoryStream(session), Senders.Client, TimeProvider.System);
        using var expander = new FrameExpander();
        while (receiver.TryReceive(out Frame frame))
        {
            frames.Add((frame.Type, expander.Expand(frame).ToArray()));
        }

        return frames;
    }

    private static byte[] Join(List<(MessageType Type, byte[] Payload)> frames)
    {
        var session = new ArrayBufferWriter<byte>();
        foreach ((MessageType type, byte[] payload) in frames)
        {
            // Not through the writer, which would not write what the reader has to refuse.
            byte[] frame = [(byte)type, 0, .. BitConverter.GetBytes(payload.Length), .. payload];
            session.Write(frame);
        }

        return session.WrittenSpan.ToArray();
    }

    /// <summary>One thing that goes wrong with bytes: one replaced, the end lost, a stretch lost, a stretch twice.</summary>
    private sealed record Damage(int Form, int Place, byte Value, int Length)
    {
        public byte[] To(byte[] bytes)
        {
            int position = Place % (bytes.Length + 1);
            int end = Math.Min(bytes.Length, position + Length);
            return Form switch
            {
                0 => [.. bytes[..position], Value, .. bytes[Math.Min(bytes.Length, position + 1)..]],
                1 => bytes[..position],
                2 => [.. bytes[..position], .. bytes[end..]],
                _ => [.. bytes[..end], .. bytes[position..end], .. bytes[end..]],
            };
        }
    }
}
