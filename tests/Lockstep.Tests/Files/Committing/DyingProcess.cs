using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lockstep.Tests.Files.Committing;

/// <summary>A process of its own that pushes and is killed at a fault point, as by <c>kill -9</c>: this test program, started with a place to work in.</summary>
internal static class DyingProcess
{
    public const string Before = "a=1; b/x=2; d/e=3; m=33";
    public const string After = "a/y=3; b=4; n=33; d/ !700; d/e=3 !600; z/y/x=1";

    private const string PlaceVariable = "LOCKSTEP_TEST_DIES_IN";
    private const string PointVariable = "LOCKSTEP_TEST_DIES_AT";
    private const int KilledBySignal9 = 128 + 9;

    /// <summary>Runs the process to its death.</summary>
    public static void Run(string place, int point)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            Environment = { [PlaceVariable] = place, [PointVariable] = point.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode is 0 or KilledBySignal9, $"exit code {process.ExitCode}: {output}");
    }

    [ModuleInitializer]
    internal static void DieIfAsked()
    {
        if (Environment.GetEnvironmentVariable(PlaceVariable) is not { } place)
        {
            return;
        }

        int rest = int.Parse(Environment.GetEnvironmentVariable(PointVariable)!, CultureInfo.InvariantCulture);
        using TargetScene scene = TargetScene.Join(place);
        scene.Push(scene.Project(After), faults: _ =>
        {
            if (rest-- == 0)
            {
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        });
        Environment.Exit(0);
    }
}
