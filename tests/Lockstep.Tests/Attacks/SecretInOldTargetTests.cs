using System.Text;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, C18, on a target whose state an older version left: a secret goes from forms that are not written any
/// more.
/// </summary>
public sealed class SecretInOldTargetTests : IDisposable
{
    private const string Secret = "token=c0ffee-c0ffee-c0ffee";

    private static readonly RelativePath Path = RelativePath.Parse("secret");

    /// <summary>
    /// What the version before commit 8380351, whose runs told no source, left of two runs: the first pushed app
    /// ("old") and the secret, the second changed app ("new") and removed the secret.
    /// </summary>
    private static readonly Dictionary<string, string> State = new()
    {
        ["baseline"] =
            "bGtzdGJhcwF1AAAAAXOkV0s4WYg+AQEDMu0DxJaiitWUge0x+N2iB+aekr3YlIHtMQIHsDMZpmpumEuruUb0Kb0k" +
            "GQADYXBwpAMDibrt0JGz1bgFMBsM6Rv8yxtAv8iMeqA8DwKF5OxACQAGc2VjcmV0Go6o1rkHq1aIASw0YAGw5JkK" +
            "Nrwe8gIAVwAAAAKnWEq44Ti9lAIDAAAC7QPq3pb62JSB7TH8rtEDrpzDwdmUge0xAANhcHAJpAMD1qzhrNLhq7Qs" +
            "bQFZWXogaEK4MeasiDC3TYWv0QP615vB2ZSB7TEABnNlY3JldAAAAA==",
        ["history/index"] =
            "bGtzdGhzdAEBAAAAIRCLZZeNQkz4ARoAAAAgq8tRVojUrGkBxKyK+cVoC3Rlc3RlckBoZXJlAAACAAAAABoAAAAg" +
            "bfjTWlnyyq0CvK+K+cVoC3Rlc3RlckBoZXJlAAAAAQEAHQ==",
        ["history/2/manifest"] =
            "bGtzdHJ1bgEWAAAAEK9zWESel38rAryvivnFaAt0ZXN0ZXJAaGVyZQMAALMAAAAR7amXI/1kCBwDAAAFAAAC7QPE" +
            "lqKK1ZSB7TEC7QPq3pb62JSB7TH8rtED5p6SvdiUge0xAAADYXBwAgEACaQDA7rctLnD4au0LDAbDOkb/MsbQL/I" +
            "jHqgPA8JpAMD1qzhrNLhq7QsbQFZWXogaEK4MeasiDC3Tf2u0QPguqX815SB7TEAAAZzZWNyZXQDAAAJpAMayISL" +
            "88rhq7Qsq1aIASw0YAGw5JkKNrwe8gD+rtED4Lql/NeUge0xAA8AAAASFo1Nr1HrLQ8BAO0D6t6W+tiUge0xAAAE" +
            "AAAAFBNAHi4Fff+VAAAAHQ==",
        ["history/2/2"] =
            "dG9rZW49YzBmZmVlLWMwZmZlZS1jMGZmZWU=",
        ["history/2/1"] =
            "b2xk",
        ["history/1/manifest"] =
            "bGtzdHJ1bgEWAAAAEOvbW7Lp7GAfAcSsivnFaAt0ZXN0ZXJAaGVyZQMAAGsAAAARLTM0HOj5cywDAAABAAAAAu0D" +
            "xJaiitWUge0xAAAAAANhcHABAQAACaQDA7rctLnD4au0LDAbDOkb/MsbQL/IjHqgPA8AAAAABnNlY3JldAEBAAAJ" +
            "pAMayISL88rhq7Qsq1aIASw0YAGw5JkKNrwe8gAAAA8AAAASCJrGNugmySkBAO0DxJaiitWUge0xAAAEAAAAFF+O" +
            "9GLjd2fRAAAAAA==",
    };

    private readonly PushScene _scene = new();

    public SecretInOldTargetTests()
    {
        _scene.OnTarget().Write("app", "new");
        foreach ((string file, string content) in State)
        {
            string path = System.IO.Path.Combine(_scene.StatePath, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, Convert.FromBase64String(content));
        }

        new LiveTree(System.IO.Path.GetDirectoryName(_scene.StatePath)!, clock: 0).SetMode(RelativePath.Parse("app"), 0x1c0);
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_purge_leaves_neither_the_secret_nor_its_hash_and_the_runs_are_still_told()
    {
        Assert.NotEmpty(FilesWith(Encoding.UTF8.GetBytes(Secret)));
        Assert.True(FilesWith(HashOfSecret()).Count > 1);
        using (Target target = _scene.OpenTarget())
        {
            Assert.Equal((2L, 2), (target.LastRun, target.History!.Count));
            PurgeReport report = target.Purge([Path], isPreview: false);
            Assert.Equal((1, 1, Secret.Length), (report.Runs, report.Contents, report.Bytes));
        }

        Assert.Empty(FilesWith(Encoding.UTF8.GetBytes(Secret)));
        Assert.Empty(FilesWith(HashOfSecret()));
        using (Target target = _scene.OpenTarget())
        {
            Assert.Equal([2L, 1L], target.History!.ReadRuns().Select(run => run.Run).OrderDescending());
            Assert.All(target.History.ReadRuns(), run => Assert.Null(run.Source));
            Assert.Equal(ContentHash.Of("new"u8), target.Baseline.Find(RelativePath.Parse("app")).Content);
        }

        var observer = new RecordingObserver();
        RunSummary undone = await _scene.UndoAsync(observer: observer, cancellation: TestContext.Current.CancellationToken);
        Assert.True(undone.Exit == ExitCode.Partial, PushScene.Describe(undone));
        Assert.Equal(Path, Assert.Single(observer.Problems).Path);
        Assert.Equal("old", Encoding.UTF8.GetString(_scene.OnTarget().ReadFile(RelativePath.Parse("app"))));
    }

    private static byte[] HashOfSecret()
    {
        var bytes = new byte[ContentHash.Length];
        ContentHash.Of(Encoding.UTF8.GetBytes(Secret)).Write(bytes);
        return bytes;
    }

    private List<string> FilesWith(byte[] text) =>
    [
        .. Directory.EnumerateFiles(_scene.StatePath, "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(text) >= 0),
    ];
}
