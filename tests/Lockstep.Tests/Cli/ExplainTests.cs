using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What <c>explain</c> tells of a path, and of all that stays here.</summary>
public sealed class ExplainTests : CommandLineScene
{
    [Fact]
    public async Task Without_a_path_all_that_is_not_sent_is_listed()
    {
        foreach (string name in (string[])["b/c/deep.log", "a.txt", "z.log", "b/kept"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(Project.FullName, name))!);
            await File.WriteAllTextAsync(Path.Join(Project.FullName, name), "", TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await RunAsync("explain"));
        Assert.Equal(["b/c/deep.log: not sent: no rule is against it", "z.log: not sent: no rule is against it"], Fixture.ResultLines);
    }

    [Fact]
    public async Task Where_all_is_sent_that_is_said()
    {
        Assert.Equal(0, await RunAsync("explain"));
        Assert.Equal(("", "everything in the project is sent\n"), (Fixture.Results, Fixture.Remarks));
    }

    [Fact]
    public async Task A_device_is_not_sent_and_what_is_not_there_is_told()
    {
        Assert.Equal(0, await RunAsync("explain null -C /dev"));
        Assert.Equal(0, await RunAsync("explain nosuch"));
        Assert.Equal(
            "null: not sent: a FIFO, socket or device, which no push sends\nnosuch: sent: no rule is against it, but nothing stands there\n", Fixture.Results);
    }
}
