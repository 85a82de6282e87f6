using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Lockstep.Native.Descriptors;

namespace Lockstep.InteropTests.Filters;

/// <summary>A real git repository in a temporary directory, cut off from the configuration of the machine.</summary>
public sealed class TemporaryRepository : IDisposable
{
    public TemporaryRepository(params string[] initArguments)
    {
        Root = Directory.CreateTempSubdirectory("lockstep-git-").FullName;
        Directory.CreateDirectory(Top);
        Git(["init", "-q", .. initArguments]);
    }

    /// <summary>The working tree.</summary>
    public string Top => Path.Combine(Root, "work tree");

    /// <summary>Around it: the place of the user's own configuration.</summary>
    public string Root { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public void Write(string path, string content = "")
    {
        var full = Path.Combine(Top, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, Encoding.UTF8.GetBytes(content));
    }

    public string Git(params IEnumerable<string> arguments) => GitIn(Top, "", arguments);

    /// <summary>Runs git and gives its output; 1, which check-ignore uses for "none", is no failure.</summary>
    public string GitIn(string directory, string input, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        foreach (var argument in (string[])["-c", "user.name=t", "-c", "user.email=t@t", "-c", "protocol.file.allow=always", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HOME"] = Root;
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Root, ".config");
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        var writing = process.StandardInput.WriteAsync(input).ContinueWith(_ => process.StandardInput.Close(), TaskScheduler.Default);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        writing.Wait();
        return process.ExitCode is 0 or 1 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {errors.Result}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException("these tests need git: apt-get install git", error);
        }
    }
}
