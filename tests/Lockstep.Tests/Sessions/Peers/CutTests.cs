using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>A connection that is cut at any byte: the target is as it was or as it should be, and the next push completes.</summary>
public sealed class CutTests
{
    private const int Cuts = 25;

    [Fact]
    public async Task A_cut_of_what_the_client_sends_leaves_the_target_old_or_new_and_the_next_push_completes()
    {
        long length = (await UncutAsync()).BytesSent;
        foreach (long cut in Positions(length))
        {
            await CutAsync(() => new PeerLink(cutToAgent: cut), $"cut at {cut} of {length} to the agent");
        }
    }

    [Fact]
    public async Task A_cut_of_what_the_agent_sends_leaves_the_target_old_or_new_and_the_next_push_completes()
    {
        long length = (await UncutAsync()).BytesReceived;
        foreach (long cut in Positions(length))
        {
            await CutAsync(() => new PeerLink(cutToClient: cut), $"cut at {cut} of {length} to the client");
        }
    }

    private static async Task<PeerLink> UncutAsync()
    {
        using PushScene scene = await PrepareAsync();
        var link = new PeerLink();
        await scene.PushAsync(link);
        return link;
    }

    private static async Task CutAsync(Func<PeerLink> makeLink, string where)
    {
        using PushScene scene = await PrepareAsync();
        string before = scene.Picture("target/root");
        string wanted = scene.Picture("project");
        PeerLink link = makeLink();
        try
        {
            await scene.PushAsync(link);
        }
        catch (SyncException e)
        {
            Assert.True(e.ExitCode == ExitCode.NoConnection, $"{where}: {e.ExitCode} {e.Message}");
        }

        Assert.True(scene.Picture("target/root") is var now && (now == before || now == wanted), $"{where}: the target is neither old nor new");
        await scene.PushAsync(new PeerLink());
        Assert.True(scene.Picture("target/root") == wanted, $"{where}: the next push did not complete");
    }

    /// <summary>A target with something to change in every way.</summary>
    private static async Task<PushScene> PrepareAsync()
    {
        var scene = new PushScene();
        scene.WithFile("changed", "old").WithFile("gone", "gone").WithFile("moved/from", "moved content").WithFile("large", Large(edit: 0));
        await scene.PushAsync(new LocalEndpoint());
        scene.WithFile("changed", "new!").WithFile("added/deep/file", "added").WithFile("large", Large(edit: 1));
        File.Delete(scene.Place["project/gone"]);
        File.Move(scene.Place["project/moved/from"], scene.Place["project/moved/to"]);
        return scene;
    }

    private static byte[] Large(int edit)
    {
        var bytes = new byte[300_000];
        new Random(7).NextBytes(bytes);
        bytes[150_000] += (byte)edit;
        return bytes;
    }

    /// <summary>Every byte of the first frames, and a spread over the rest to the last byte.</summary>
    private static IEnumerable<long> Positions(long length) =>
        Enumerable.Range(0, Cuts).Select(i => (long)i * 3).Concat(Enumerable.Range(0, Cuts).Select(i => length * i / Cuts)).Append(length - 1).Where(cut => cut < length).Distinct().Order();
}
