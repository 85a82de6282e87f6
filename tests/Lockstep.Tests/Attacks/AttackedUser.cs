using System.Diagnostics;
using Lockstep.Native;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Attacks;

/// <summary>Somebody with a home directory who starts the client in a directory that may be hostile. Nobody answers questions.</summary>
internal sealed class AttackedUser : IDisposable
{
    public const string Stranger = "4242";

    private readonly TemporaryDirectory _place = new();

    public AttackedUser()
    {
        _place.WithDirectory("home").WithDirectory("project");
        Environment["HOME"] = this["home"];
        Environment["LOCKSTEP_CONFIG"] = "";
        Environment["SUDO_UID"] = "";
    }

    /// <summary>Where everything is.</summary>
    public TemporaryDirectory Place => _place;

    public static bool IsRoot => EffectiveUser.Id == 0;

    /// <summary>The directory that the client is started in, below the place.</summary>
    public string Current { get; set; } = "project";

    /// <summary>Variables of the client's environment in place of ours.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Lets somebody else decide about a file or directory: it becomes another user's, or, where the tests may not do that, one that everybody may write.</summary>
    public AttackedUser WithForeign(string path)
    {
        using Process change = IsRoot ? Process.Start("chown", ["-h", Stranger, this[path]]) : Process.Start("chmod", ["o+w", this[path]]);
        change.WaitForExit();
        Assert.Equal(0, change.ExitCode);
        return this;
    }

    public AttackedUser WithSettings(string text, string path = "project/lockstep.toml")
    {
        _place.WithFile(path, text);
        return this;
    }

    /// <summary>A path in the place.</summary>
    public string this[string relative] => _place[relative];

    /// <summary>A program that leaves a trace when it runs, and fails.</summary>
    public AttackedUser WithTrap(string path, string trace)
    {
        _place.WithFile(path, $"#!/bin/sh\n: > '{this[trace]}'\nexit 1\n").WithMode(path, "755");
        return this;
    }

    public bool Has(string relative) => Path.Exists(this[relative]);

    /// <summary>Runs the client to its end, in its directory.</summary>
    public async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Join(AppContext.BaseDirectory, "Lockstep.Cli"), arguments)
        {
            WorkingDirectory = this[Current],
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("XDG_", StringComparison.Ordinal) || name.StartsWith("LOCKSTEP_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        using Process client = Process.Start(start)!;
        client.StandardInput.Close();
        Task<string> output = client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (client.ExitCode, await output, await errors);
    }

    public void Dispose() => _place.Dispose();
}
