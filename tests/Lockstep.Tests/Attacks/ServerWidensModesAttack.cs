using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, B9: what is pulled gets no permission bits that the umask forbids and no set-id or sticky bits; and no push takes them away on the target.</summary>
public sealed class ServerWidensModesAttack : IDisposable
{
    private const ushort Mask = 0x12; // ----w--w-

    private readonly PushScene _scene = new(throughWire: true);

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("777", "644", "755")]
    [InlineData("666", "644", "644")]
    [InlineData("4755", "644", "755")]
    [InlineData("6775", "755", "755")]
    [InlineData("664", "664", "664")]
    [InlineData("600", "644", "600")]
    public async Task Bits_are_masked_unless_the_project_has_them_already(string there, string before, string after)
    {
        _scene.Project.Write("a", "1");
        _scene.Project.SetMode(Path("a"), Octal(before));
        Assert.Equal(ExitCode.Done, (await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
        _scene.OnTarget().Write("a", "changed there");
        _scene.OnTarget().SetMode(Path("a"), Octal(there));
        await DoneAsync();
        Assert.Equal(("changed there", after), (Text("a"), ModeOf("a")));

        RunSummary pushed = await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(pushed.Exit == ExitCode.Done, PushScene.Describe(pushed));
        Assert.Equal(Octal(there), _scene.TargetEntries[Path("a")].Mode);
        Assert.Equal(ExitCode.Done, (await _scene.PullAsync(new PullOptions { Confirmed = true, CreationMask = Mask })).Exit);
        Assert.Equal(after, ModeOf("a"));
    }

    [Fact]
    public async Task New_files_and_directories_are_masked_too()
    {
        _scene.Project.Write("a", "1");
        Assert.Equal(ExitCode.Done, (await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
        LiveTree there = _scene.OnTarget();
        there.Write("d/run", new string('x', 700_000));
        there.SetMode(Path("d/run"), Octal("6777"));
        there.SetMode(Path("d"), Octal("3777"));
        await DoneAsync(Path("d"));
        Assert.Equal(("755", "755"), (ModeOf("d"), ModeOf("d/run")));

        RunSummary pushed = await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(pushed.Exit == ExitCode.Done, PushScene.Describe(pushed));
        Assert.Equal((Octal("3777"), Octal("6777")), (_scene.TargetEntries[Path("d")].Mode, _scene.TargetEntries[Path("d/run")].Mode));
    }

    private static RelativePath Path(string text) => RelativePath.Parse(text);

    private static ushort Octal(string text) => Convert.ToUInt16(text, 8);

    private string ModeOf(string path) => Convert.ToString(_scene.Project.Entries[Path(path)].Mode, 8);

    private string Text(string path) => System.Text.Encoding.UTF8.GetString(_scene.Project.ReadFile(Path(path)));

    private async Task DoneAsync(params RelativePath[] paths)
    {
        RunSummary summary = await _scene.PullAsync(new PullOptions { Paths = paths, Confirmed = true, CreationMask = Mask });
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
    }
}
