using System.Text;
using CsCheck;
using Lockstep.Sessions;
using Lockstep.Wire;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>The whole agent against damaged recordings of real sessions: it ends cleanly, and writes nothing outside.</summary>
public sealed class RecordedSessionTests
{
    private static readonly ExitCode[] CleanEnds = [ExitCode.Done, ExitCode.SyncFailed, ExitCode.NoConnection, ExitCode.Refused, ExitCode.Partial];

    [Fact]
    public async Task Damaged_sessions_end_cleanly_and_write_nothing_outside()
    {
        byte[] session = await RecordAsync();
        // The root itself is the client's to choose: what comes before the run is kept.
        int start = FindFrame(session, MessageType.Begin);
        Gen.Select(Gen.Int[0, 3], Gen.Int[start, session.Length - 1], Gen.Byte, Gen.Int[1, 300]).Array[1, 3].Sample(
            damages =>
            {
                byte[] damaged = session;
                foreach ((int form, int position, byte value, int length) in damages)
                {
                    damaged = Damage(damaged, start, form, position, value, length);
                }

                Serve(damaged);
            },
            iter: 400,
            threads: 1);
    }

    private static async Task<byte[]> RecordAsync()
    {
        using var scene = new PushScene();
        Fill(scene);
        var link = new PeerLink();
        await scene.PushAsync(link);
        byte[] session = link.ToAgent.Written;
        byte[] place = Encoding.UTF8.GetBytes(scene.Place.Path);
        session.AsSpan(session.AsSpan().IndexOf(place), place.Length).Fill((byte)'#');
        return session;
    }

    private static void Serve(byte[] session)
    {
        using var scene = new PushScene();
        byte[] bytes = [.. session];
        Encoding.UTF8.GetBytes(scene.Place.Path).CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf((byte)'#')));
        using var input = new MemoryStream(bytes);
        using var output = new MemoryStream();
        var endpoint = new LocalEndpoint();
        ExitCode end = AgentServer.Serve(endpoint, input, output, breakOff: () => { });
        endpoint.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Assert.Contains(end, CleanEnds);
        Assert.DoesNotContain("bug", Encoding.Latin1.GetString(output.ToArray()), StringComparison.Ordinal);
        scene.AssertNothingOutside();
    }

    private static void Fill(PushScene scene)
    {
        var large = new byte[300_000];
        new Random(3).NextBytes(large);
        scene.WithFile("a", "first").WithFile("deep/er/b", "second").WithFile("large", large).WithFile("hole", new byte[400_000]);
        scene.Place.WithLink("project/link", "../outside/canary");
    }

    private static int FindFrame(byte[] session, MessageType wanted)
    {
        int position = 0;
        while (session[position] != (byte)wanted)
        {
            bool isCompressed = (session[position + 1] & 1) != 0;
            position += (isCompressed ? Frame.CompressedHeaderLength : Frame.HeaderLength) + BitConverter.ToInt32(session, position + 2);
        }

        return position;
    }

    private static byte[] Damage(byte[] session, int start, int form, int position, byte value, int length)
    {
        position = Math.Clamp(position, start, session.Length);
        int end = Math.Min(session.Length, position + length);
        return form switch
        {
            0 => [.. session[..position], value, .. session[Math.Min(session.Length, position + 1)..]],
            1 => session[..position],
            2 => [.. session[..position], .. session[end..]],
            _ => [.. session[..end], .. session[position..end], .. session[end..]],
        };
    }
}
