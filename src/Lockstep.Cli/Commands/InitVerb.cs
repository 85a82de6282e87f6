using System.CommandLine;
using System.Text;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep init</c>: writes a <c>lockstep.toml</c>. It asks for the target only, and only when somebody is there to answer.</summary>
internal static class InitVerb
{
    public static Command Create(GlobalOptions global, Surroundings surroundings)
    {
        var target = new Argument<string?>("TARGET") { Description = "Address of the first target", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("init", "Create lockstep.toml for this project") { target };
        command.SetAction(async (parsed, cancellation) =>
        {
            UserEnvironment environment = surroundings.Environment;
            UserOutput output = surroundings.Output(global.Color(parsed), configured: null);
            // A parent's settings are not in the way of a new project: only the directory itself counts.
            string directory = global.Directory(parsed) is { } asked ? ProjectDirectory.Find(asked, environment.CurrentDirectory) : environment.CurrentDirectory;
            string address = parsed.GetValue(target) ?? await AskAsync(output, cancellation);
            Write(Path.Join(directory, ProjectDirectory.SettingsFileName), SettingsTemplate.Write(address, HasDeployScript(directory)));
            output.Remark($"wrote {Path.Join(directory, ProjectDirectory.SettingsFileName)}; 'lockstep push --dry-run' shows what a push would do");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> AskAsync(UserOutput output, CancellationToken cancellation)
    {
        if (!TypedAnswer.IsPossible(output))
        {
            return string.Empty;
        }

        output.Remark("Where to? An address such as user@host:projects/shop, or nothing to fill it in later:");
        return (await TypedAnswer.ReadAsync(cancellation))?.Trim()
            ?? throw new SyncException(ExitCode.Usage, "no answer: nothing was written. Press Enter to fill the address in later, or give it: lockstep init user@host:path");
    }

    private static bool HasDeployScript(string directory) => File.Exists(Path.Join(directory, "deploy.py")) || File.Exists(Path.Join(directory, "deploy.sh"));

    private static void Write(string path, string text)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new SyncException(ExitCode.Usage, $"{DisplayText.Of(path)} is there already: it was left as it is");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ExitCode.SyncFailed, $"cannot write {DisplayText.Of(path)}: {failure.Message}", failure);
        }
    }
}
