using Lockstep.Native;

namespace Lockstep.InteropTests.Push;

/// <summary>Lets root's tests meet permissions: root itself may read and write everything.</summary>
internal static class UnprivilegedUser
{
    /// <summary>The login's name at a server that knows it.</summary>
    public const string Name = "lockstep-tester";

    private const int Id = 65534;

    /// <summary>Makes what is named behind it, with all below, this user's.</summary>
    public static string TakeCommand => $"chown -hR {Id}:{Id}";

    /// <summary>The line of <c>/etc/passwd</c>.</summary>
    public static string PasswordLine(string home) => $"{Name}:x:{Id}:{Id}::{home}:/bin/sh";

    /// <summary>Gives the place to a user without rights, who runs the client from then on. Whoever is not root stays who they are.</summary>
    public static void Become(Workplace place)
    {
        if (EffectiveUser.Id != 0)
        {
            return;
        }

        // The repository may be where only root gets to.
        string client = Path.Combine(place.Directory, "lockstep");
        File.Copy(place.Client, client);
        place.Client = client;
        Shell.Run($"chmod 755 . lockstep; chown -R {Id}:{Id} .", place.Directory);
        place.Starter = [BuiltPrograms.Installed("/usr/bin/setpriv", "util-linux"), $"--reuid={Id}", $"--regid={Id}", "--clear-groups"];
    }
}
