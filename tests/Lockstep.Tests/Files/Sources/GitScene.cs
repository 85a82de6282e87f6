using System.Diagnostics;
using Lockstep.Files;
using Lockstep.Files.Scanning;
using Lockstep.Files.Sources;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Sources;

/// <summary>A git repository, its clones, and a client's memory, in a directory of their own.</summary>
internal sealed class GitScene : IDisposable
{
    private const string FastPlace = "/dev/shm";

    private readonly string _place = Path.Combine(Directory.Exists(FastPlace) ? FastPlace : Path.GetTempPath(), $"lockstep-git-{Guid.NewGuid():N}");

    public GitScene()
    {
        Directory.CreateDirectory(Repository);
        Git(Repository, "init", "--quiet", "--initial-branch=main");
    }

    public string Repository => Path.Combine(_place, "repository");

    public string Cache => Path.Combine(_place, "cache");

    public string Place(string name) => Path.Combine(_place, name);

    public void Write(string path, string content)
    {
        string full = Path.Combine(_place, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    /// <summary>Commits everything in a checkout.</summary>
    /// <returns>The commit.</returns>
    public static string Commit(string checkout, string message)
    {
        Git(checkout, "add", "--all");
        Git(checkout, "commit", "--quiet", "--allow-empty", "--message", message);
        return Git(checkout, "rev-parse", "HEAD");
    }

    public string Clone(string name, params string[] options)
    {
        string clone = Place(name);
        Git(_place, ["clone", "--quiet", .. options, $"file://{Repository}", clone]);
        return clone;
    }

    public ProjectSource SourceOf(string directory) => new(directory, Cache, home: _place);

    /// <summary>The source of a run that sends a file of the project, or all that is there.</summary>
    public RunSource Describe(string directory)
    {
        using RootedDirectory root = ProjectScanner.OpenProject(System.Text.Encoding.UTF8.GetBytes(directory));
        return SourceOf(directory).Describe(root, Scan(root), long.MinValue, (path, _) => path.Name.SequenceEqual("excluded"u8));
    }

    public static Snapshot Scan(string directory)
    {
        using RootedDirectory root = ProjectScanner.OpenProject(System.Text.Encoding.UTF8.GetBytes(directory));
        return Scan(root);
    }

    /// <summary>Runs git with nobody's settings and a fixed identity.</summary>
    public static string Git(string directory, params string[] arguments)
    {
        Assert.True(TryGit(directory, out string output, arguments), $"git {string.Join(' ', arguments)}: {output}");
        return output;
    }

    /// <summary>Runs git as <see cref="Git"/> does.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="output">What it printed, or its errors where it failed.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>Whether it succeeded.</returns>
    public static bool TryGit(string directory, out string output, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/git")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] settings =
        [
            "user.name=Ann", "user.email=ann@desk", "commit.gpgsign=false", "protocol.file.allow=always",
            "maintenance.auto=false",
        ];
        foreach (string argument in settings.SelectMany(setting => (string[])["-c", setting]).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using Process git = Process.Start(start)!;
        string error = "";
        git.ErrorDataReceived += (_, line) => error += line.Data;
        git.BeginErrorReadLine();
        output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        output = git.ExitCode == 0 ? output : error;
        return git.ExitCode == 0;
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private static Snapshot Scan(RootedDirectory root)
    {
        Assert.True(FilterSet.TryCreate(new FilterOptions { UseGitignore = false, Exclude = ["excluded"] }, out FilterSet? filters, out _));
        return ProjectScanner.Scan(root, filters, default, Snapshot.Absent, CancellationToken.None).Snapshot;
    }
}
