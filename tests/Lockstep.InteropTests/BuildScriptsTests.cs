using System.Diagnostics;
using Lockstep.Native.Descriptors;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests;

/// <summary>The scripts a user starts with.</summary>
public sealed class BuildScriptsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nothing built", null, "src/a.cs", true)]
    [InlineData("built after the last edit", "src/a.cs built", "src/a.cs", false)]
    [InlineData("edited after the build", "built", "src/a.cs", true)]
    [InlineData("edited in a new directory", "built", "src/new/deep/b.cs", true)]
    [InlineData("compiled after the build", "built", "src/obj/a.dll", false)]
    [InlineData("tested after the build", "built", "src/bin/Debug/a.dll", false)]
    public async Task A_program_is_stale_when_a_source_is_newer(string name, string? order, string source, bool isStale)
    {
        string directory = Directory.CreateTempSubdirectory("lockstep-stale-").FullName;
        DateTime time = DateTime.UtcNow.AddHours(-1);
        string[] files = order is null ? [source] : [.. order.Split(' '), source];
        foreach (string file in files.Distinct())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(directory, file))!);
            await File.WriteAllTextAsync(Path.Combine(directory, file), "", Cancellation);
            File.SetLastWriteTimeUtc(Path.Combine(directory, file), time = time.AddMinutes(1));
        }

        (int exit, _, _) = await RunAsync(Path.Combine(BuiltPrograms.Root, "build/stale"), Path.Combine(directory, "built"), Path.Combine(directory, "src"));
        Directory.Delete(directory, recursive: true);
        Assert.True(isStale == (exit == 0), name);
    }

    [Fact]
    public async Task The_launcher_runs_the_built_program_through_a_link_where_the_user_is()
    {
        string root = Directory.CreateTempSubdirectory("lockstep launcher-").FullName;
        foreach (string file in new[] { "lockstep", "build/stale" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.Copy(Path.Combine(BuiltPrograms.Root, file), Path.Combine(root, file));
        }

        string program = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "artifacts")).FullName, "lockstep");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nprintf '%s|' \"$PWD\" \"$@\"; exit 5\n", Cancellation);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc(program, DateTime.UtcNow.AddHours(1));
        string link = Path.Combine(root, "sync");
        File.CreateSymbolicLink(link, Path.Combine(root, "lockstep"));

        (int exit, string output, string errors) = await RunAsync(link, "push", "a b", "");
        Directory.Delete(root, recursive: true);
        Assert.Equal((5, "/|push|a b||", ""), (exit, output, errors));
    }

    [Fact]
    public async Task A_missing_package_that_cannot_be_installed_is_named_with_the_command()
    {
        (int exit, _, string errors) = await RunAsync("/bin/sh", "-c", $"PATH=/nowhere exec /bin/sh '{BuiltPrograms.Root}/build/packages' no-such-package");
        Assert.NotEqual(0, exit);
        Assert.Contains("no-such-package", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await errors);
    }
}
