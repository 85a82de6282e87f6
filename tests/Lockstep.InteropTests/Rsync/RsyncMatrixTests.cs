using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>
/// We and the machine's rsync in every arrangement and version of the protocol. The judge is the stock rsync, which must find nothing to do afterwards.
/// </summary>
public sealed class RsyncMatrixTests : IDisposable
{
    private const int FirstVersion = 27, LastVersion = 32;

    private static readonly string[] OptionSets =
    [
        "-aH", "-aHz", "-aHc --delete", "-aH --inplace -S", "-aH --no-inc-recursive --delete-after", "-aHz --compress-choice=zlib -B600",
        "-aHI -z --compress-choice=lz4", "-aHI -z --compress-choice=zlibx --checksum-choice=md5",
    ];

    private readonly TemporaryDirectory _place = new();

    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string>();
            foreach (string arrangement in (string[])["push", "pull", "serve a push", "serve a pull"])
            {
                for (int version = FirstVersion; version <= LastVersion; version++)
                {
                    foreach (string options in version == LastVersion ? OptionSets : OptionSets[..(version is 27 or 30 ? 5 : 2)])
                    {
                        cases.Add(arrangement, version, options);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_judge_finds_nothing_to_do(string arrangement, int version, string options)
    {
        GeneratedTree.Make(_place, seed: version);
        Assert.Equal(0, StockPeer.Run("-aH", _place["tree"], _place["out/"]).Exit);
        GeneratedTree.Age(_place["out/tree"], seed: version);

        (int exit, string said) = await RunAsync(arrangement, [.. options.Split(' '), $"--protocol={version}"]);

        Assert.True(exit == 0, $"exit code {exit}: {said}");
        Assert.Equal("", StockPeer.Differences(_place["tree"], _place["out/tree"]));
    }

    public void Dispose() => _place.Dispose();

    private async Task<(int Exit, string Said)> RunAsync(string arrangement, string[] options)
    {
        string local = _place["tree"], remote = "host:" + local, target = _place["out/"];
        switch (arrangement)
        {
            case "push":
                return await StockPeer.RunOursAsync([.. options, "-e", StockPeer.Shell(_place), local, "host:" + target]);
            case "pull":
                return await StockPeer.RunOursAsync([.. options, "-e", StockPeer.Shell(_place), remote, target]);
            default:
                string[] paths = arrangement == "serve a push" ? [local, "host:" + target] : [remote, target];
                (int exit, string said, int served) = StockPeer.RunAgainstOurs([.. options, .. paths]);
                return (Math.Max(exit, served), said);
        }
    }
}
